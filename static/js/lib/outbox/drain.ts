/** One pass over all that is due: the words of all first, then photos, one at a time. */
import { put, trouble, type Fetch, type Trouble } from "../api";
import { hex, newId } from "../ids";
import { Pace } from "../pace";
import { upload, type UploadEnd } from "../upload";
import type { Outbox } from "./outbox";
import { isBroken, isDue, isHeldUpOnTheWay, isOnItsWay, isSame, isWaiting, photoUrl } from "./rows";
import { afterThePhotos, afterTheWords, toBeTriedAgain, type Circumstances } from "./settling";
import { NotKept, type Change } from "./store";
import type { Kept, KeptPhoto } from "./types";

export interface DrainTools {
  fetch: Fetch;
  wait: (ms: number) => Promise<void>;
  now?: () => number;
  random?: () => number;
  /** SHA-256. */
  digest?: (bytes: ArrayBuffer) => Promise<ArrayBuffer>;
  /** The person is back, or the network: what was held up on the way is tried at once. */
  isBack?: boolean;
  /** Its words are with the city; photos may still go up. */
  onReceipt?: (kept: Kept) => void;
  /** True: somebody else sends from here on. */
  isStopped?: () => boolean;
}

/** So many silences in a row, and there is no network worth asking. */
const MOST_SILENCES = 3;
const STORAGE_PAUSE_MS = 60_000;

/** Resolves with the moment of the next try, or null where nothing waits for the network. Rows are tried once, unless the person asks. */
export function drain(outbox: Outbox, tools: DrainTools): Promise<number | null> {
  return new Pass(outbox, tools).run();
}

class Pass {
  private readonly pace = new Pace();
  private readonly tried = new Set<string>();
  private readonly unkept = new Set<string>();
  private silences = 0;

  constructor(private readonly outbox: Outbox, private readonly tools: DrainTools) {}

  async run(): Promise<number | null> {
    try {
      await this.sendAllWords();
      await this.inTurn("photos", (row) => this.sendPhotosOf(row));
      return await this.nextAt();
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      return this.now() + STORAGE_PAUSE_MS; // the rows cannot even be read now
    }
  }

  private sendAllWords(): Promise<void> {
    return this.inTurn("words", (row) => this.sendWords(row));
  }

  /** Looks again after each row: others may have been handed over meanwhile. No row's failure is another's. */
  private async inTurn(what: "words" | "photos", send: (row: Kept) => Promise<void>): Promise<void> {
    for (let row = await this.next(what); row; row = await this.next(what)) {
      this.tried.add(row.id + what);
      try {
        await (isBroken(row) ? this.putAside(row) : send(row));
      } catch {
        this.unkept.add(row.id); // a full disk, say: the city has it all the same, and the next pass hears so again
      }
    }
  }

  /** What has failed least goes first, so that a few hopeless ones never stand before the rest. */
  private async next(what: "words" | "photos"): Promise<Kept | null> {
    if (this.silences >= MOST_SILENCES || this.tools.isStopped?.()) return null;
    const rows = (await this.outbox.list()).filter((row) => (row.receipt === null) === (what === "words") && this.isTurnOf(row, what));
    return rows.sort((a, b) => a.attempts - b.attempts || a.createdAt - b.createdAt)[0] ?? null;
  }

  private isTurnOf(row: Kept, what: string): boolean {
    if (!isWaiting(row) || this.unkept.has(row.id) || (this.tried.has(row.id + what) && row.nextTryAt !== 0)) return false;
    return isDue(row, this.now()) || (this.tools.isBack === true && isHeldUpOnTheWay(row));
  }

  private async sendWords(row: Kept): Promise<void> {
    if (!(await this.isStillToGo(row))) return;
    const outcome = await put({ ...row, body: row.body!, photos: row.photos.filter(isOnItsWay) }, this.tools);
    this.listen(outcome.kind === "retry" ? outcome : null);
    const about = await this.circumstances();
    let answered: Kept | null = null;
    await this.settle(row, (current) => {
      if (current.receipt) return null; // another page was quicker
      answered = afterTheWords(current, outcome, about);
      return answered.receipt && !answered.photos.some(isOnItsWay) ? afterThePhotos(answered, about) : { rows: [answered] };
    });
    if (answered !== null && (answered as Kept).receipt) this.tools.onReceipt?.(answered);
  }

  /** The person may have taken it back this very moment. Where that cannot be written down, it goes all the same. */
  private async isStillToGo(row: Kept): Promise<boolean> {
    let isToGo = false;
    const marked = (current: Kept) => ((isToGo = true), { rows: [{ ...current, state: "sending" as const }] });
    await this.settle(row, marked).catch(() => (isToGo = true));
    return isToGo;
  }

  private async sendPhotosOf(row: Kept): Promise<void> {
    let held: Extract<UploadEnd, { kind: "later" }> | null = null;
    let hasMoved = false;
    for (const photo of row.photos.filter(isOnItsWay)) {
      if (this.silences >= MOST_SILENCES || this.tools.isStopped?.()) return;
      const end = await this.sendPhoto(row, photo, () => (hasMoved = true));
      if (end.kind === "later") held = end;
      else await this.settle(row, (current) => ({ rows: [{ ...current, photos: marked(current.photos, photo, end.kind) }] }));
      await this.sendAllWords();
    }
    const about = await this.circumstances();
    await this.settle(row, (current) => {
      if (!held) return afterThePhotos(current, about);
      const attempts = hasMoved ? 0 : current.attempts;
      return { rows: [toBeTriedAgain({ ...current, attempts }, held, held.afterMs, about)] };
    });
  }

  /** A photo whose bytes are gone or spoiled on this phone is refused: the report goes without it. */
  private async sendPhoto(row: Kept, photo: KeptPhoto, moved: () => void): Promise<UploadEnd> {
    const { digest } = this.tools;
    const bytes = await this.outbox.photoBytes(photo.key);
    if (!bytes || (digest && hex(new Uint8Array(await digest(bytes))) !== photo.sha256)) return { kind: "refused", ...trouble(0) };
    let before: number | null = null;
    const onProgress = async (sentBytes: number): Promise<void> => {
      this.silences = 0;
      if (before !== null && sentBytes > before) moved();
      before = sentBytes;
      this.outbox.tellProgress(row.id, photo, sentBytes);
      await this.sendAllWords();
    };
    const job = { url: photoUrl(row, photo), secret: row.secret, bytes, isBegun: true };
    const end = await upload(job, { ...this.tools, pace: this.pace, onProgress });
    this.listen(end.kind === "later" ? end : null);
    return end;
  }

  /** Changes a row unless the person, or another page, made something else of it meanwhile. */
  private settle(row: Kept, decide: (current: Kept) => Change | null): Promise<void> {
    return this.outbox.change(row.id, (current) => {
      const isAsSent = current?.body && isWaiting(current) && isSame(current.body, row.body!);
      return isAsSent ? decide(current) : null;
    });
  }

  private putAside({ id }: Kept): Promise<void> {
    const cause = trouble(0, { code: "broken" });
    return this.outbox.change(id, (current) => (current ? { rows: [{ ...current, state: "needs-you", trouble: cause }] } : null));
  }

  private listen(cause: Trouble | null): void {
    this.silences = cause?.status === 0 && !cause.isForeign ? this.silences + 1 : 0;
  }

  private async circumstances(): Promise<Circumstances> {
    const isShared = (await this.outbox.setting("shared")) === true;
    return { now: this.now(), random: this.tools.random, isShared, newId: newId() };
  }

  /** Without a network, what was not even tried waits as long as what was. */
  private async nextAt(): Promise<number | null> {
    const now = this.now();
    const due = (row: Kept) => (this.unkept.has(row.id) ? now + STORAGE_PAUSE_MS : isDue(row, now) ? now : row.nextTryAt);
    const moments = (await this.outbox.list()).filter(isWaiting).map(due);
    const later = moments.filter((moment) => moment > now);
    if (moments.length === 0) return null;
    return Math.min(...(this.silences >= MOST_SILENCES && later.length ? later : moments));
  }

  private now(): number {
    return (this.tools.now ?? Date.now)();
  }
}

function marked(photos: readonly KeptPhoto[], { key }: KeptPhoto, state: "received" | "refused"): KeptPhoto[] {
  return photos.map((photo) => (photo.key === key ? { ...photo, state } : photo));
}
