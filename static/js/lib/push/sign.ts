/** A sign that this phone shows messages, and when the city last heard so: pages look for it before they fetch anything. */

/** The setting of the outbox in which a phone keeps who it is. */
export const DEVICE = "push";
const NAME = "stoop-push";
const DAY_MS = 86_400_000;

/** Whether the city should hear again: once a day, and when the person reads another language. */
export function isDue(language: string, notes: () => Storage = () => localStorage, now = Date.now()): boolean {
  try {
    const sign = notes().getItem(NAME);
    return sign !== null && sign !== signed(language, now);
  } catch {
    return false;
  }
}

export function noteSent(language: string, notes: () => Storage = () => localStorage, now = Date.now()): void {
  try {
    notes().setItem(NAME, signed(language, now));
  } catch {
    // then no page says it again: the worker does when the browser changes the subscription
  }
}

export function forgetSent(notes: () => Storage = () => localStorage): void {
  try {
    notes().removeItem(NAME);
  } catch {
    // not allowed here, so it was never there
  }
}

function signed(language: string, now: number): string {
  return `${language} ${Math.floor(now / DAY_MS)}`;
}
