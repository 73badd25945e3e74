/** How long the parts of a photo are: fitted to the link as it shows itself. One pace serves all photos of a link. */

const KB = 1024;
const FIRST = 32 * KB;
const MOST = 512 * KB;
const LEAST = 8 * KB;
const QUICK_MS = 2_000;
const SLOW_MS = 10_000;

export class Pace {
  private size = FIRST;
  private most = MOST;

  /** Bytes of the next part. */
  next(): number {
    return this.size;
  }

  /** A part was taken in so many milliseconds. A last, shorter one says nothing of the link. */
  took(ms: number, bytes: number): void {
    if (bytes < this.size) return;
    if (ms < QUICK_MS) this.size = Math.min(this.size * 2, this.most);
    else if (ms > SLOW_MS) this.size = Math.max(Math.min(FIRST, this.size), this.size / 2);
  }

  /** The line broke: short parts lose little. */
  cut(): void {
    this.size = Math.min(FIRST, this.size);
  }

  /** Somebody on the way takes no part as long as this one. */
  tooLong(): void {
    this.size = this.size > FIRST ? FIRST : Math.max(LEAST, this.size / 2);
    this.most = this.size;
  }
}
