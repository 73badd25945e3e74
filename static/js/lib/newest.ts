/** Asks once somebody pauses, and hears only the newest answer; one that fails or takes too long is null. */

const PATIENCE_MS = 5_000;

export class Newest<Answer> {
  private pause: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | null = null;

  constructor(private readonly pauseMs: number) {}

  /** What was asked for before it is of no use any more. */
  ask(load: (signal: AbortSignal) => Promise<Answer>, told: (answer: Answer | null) => void): void {
    this.stop();
    this.pause = setTimeout(() => void this.load(load, told), this.pauseMs);
  }

  stop(): void {
    clearTimeout(this.pause);
    this.asked?.abort();
    this.asked = null;
  }

  private async load(load: (signal: AbortSignal) => Promise<Answer>, told: (answer: Answer | null) => void): Promise<void> {
    const asked = (this.asked = new AbortController());
    const late = setTimeout(() => asked.abort(), PATIENCE_MS);
    const answer = await load(asked.signal).catch(() => null);
    clearTimeout(late);
    if (this.asked === asked) told(answer);
  }
}
