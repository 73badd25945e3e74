/** A note that this phone shows messages, and until when the city need not hear of it again (due.ts reads it). */

/** The setting of the outbox in which a phone keeps who it is. */
export const DEVICE = "push";
const NAME = "stoop-push";
const VISIT_MS = 10 * 60_000; // pages that are opened one after the other say it once

export function noteSent(language: string, notes: () => Storage = () => localStorage, now = Date.now()): void {
  try {
    notes().setItem(NAME, `${language} ${now + VISIT_MS}`);
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
