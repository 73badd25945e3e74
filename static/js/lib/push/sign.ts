/** A note that this phone shows messages, and until when the city need not hear of it again (due.ts reads it). */

/** The setting of the outbox in which a phone keeps who it is. */
export const DEVICE = "push";
const NAME = "stoop-push";
const DAY_MS = 86_400_000;

export function noteSent(language: string, notes: () => Storage = () => localStorage, now = Date.now()): void {
  try {
    notes().setItem(NAME, `${language} ${now + DAY_MS}`);
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
