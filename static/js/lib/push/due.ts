/** Whether the city should hear that messages are still on here. Apart from what writes it: every page carries these lines. */

/** Once a visit, and when the person reads another language: the note says which one, and until when that is enough. */
export function isDue(language: string, notes: () => Storage = () => localStorage, now = Date.now()): boolean {
  try {
    const [said, until] = notes().getItem("stoop-push")!.split(" ");
    return said !== language || Number(until) < now;
  } catch {
    return false; // no messages here, or no notes
  }
}
