/** When to try again, and a pause that can be cut short. */

const FIRST_MS = 2_000;
const MOST_MS = 300_000;
const MOST_ASKED_MS = 3_600_000;

/** Doubles from 2 s to 5 min; half of it is chance, so that many phones do not come back at one moment. */
export function delayMs(attempt: number, askedMs: number | null, random: () => number = Math.random): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 20));
  const delay = Math.max(FIRST_MS, most / 2 + (random() * most) / 2);
  return Math.max(delay, askedMs ?? 0);
}

/**
 * The Retry-After header in milliseconds: seconds, or a date, which is read by the clock of whoever wrote it.
 * More than an hour is no answer to go by.
 */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | null {
  const value = headers.get("Retry-After")?.trim();
  if (!value) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - (Date.parse(headers.get("Date") ?? "") || now);
  if (!Number.isFinite(ms)) return null;
  return ms > MOST_ASKED_MS ? MOST_MS : Math.max(ms, 0);
}

/** Waiting that ends by itself or when somebody rings: the network is back, or the person asks. */
export class Bell {
  private wake: (() => void) | null = null;

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.ring(), ms);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
    });
  }

  ring(): void {
    this.wake?.();
  }
}
