/** One at a time among all pages and the worker; and what to do about one that has its turn and sleeps. */

const NAME = "stoop-outbox";
const TICK_MS = 5_000;
const SILENT_TICKS = 6;

export interface TurnTools {
  /** Undefined where the browser has no Web Locks: the server is right without them. */
  locks: Pick<LockManager, "request"> | undefined;
  /** Whether a person looks at this page. */
  isVisible: () => boolean;
  /** Calls until the returned function is called. */
  every: (ms: number, tick: () => void) => () => void;
}

export class Turns {
  private silentTicks = 0;

  constructor(private readonly tools: TurnTools) {}

  /** Somebody else is alive. */
  hear(): void {
    this.silentTicks = 0;
  }

  /**
   * Waits for the turn and works; resolves with undefined where another page took the turn away meanwhile.
   * A page that its system has frozen keeps the turn and says nothing. A page that a person looks at takes it away after
   * half a minute without a sign of life. Ticks are counted, not seconds: this page may have been frozen itself.
   */
  async take<T>(work: (isStopped: () => boolean) => Promise<T>): Promise<T | undefined> {
    const { locks } = this.tools;
    if (!locks) return work(() => false);
    let isLost = false;
    const run = () => work(() => isLost);
    try {
      return (await this.queue(locks, run)).value;
    } catch (error) {
      if (!isAbort(error)) throw error;
      isLost = true;
      return undefined;
    }
  }

  private async queue<T>(locks: Pick<LockManager, "request">, run: () => Promise<T>): Promise<{ value: T }> {
    const waiting = new AbortController();
    const stopTicking = this.whenAllIsSilent(() => waiting.abort());
    const granted = async () => {
      stopTicking();
      return { value: await run() };
    };
    try {
      return await locks.request(NAME, { signal: waiting.signal }, granted);
    } catch (error) {
      if (!isAbort(error) || !waiting.signal.aborted) throw error;
      return await locks.request(NAME, { steal: true }, granted);
    } finally {
      stopTicking();
    }
  }

  private whenAllIsSilent(act: () => void): () => void {
    this.silentTicks = 0;
    return this.tools.every(TICK_MS, () => {
      if (!this.tools.isVisible()) this.silentTicks = 0;
      else if (++this.silentTicks === SILENT_TICKS) act();
    });
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
