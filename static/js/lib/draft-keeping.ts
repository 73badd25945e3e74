/** Keeps one draft and its photos in the outbox: one change after the other, each with how things are at that moment. */
import type { Photo } from "./photo";
import type { Outbox } from "./outbox/outbox";
import { NotKept } from "./outbox/store";
import type { Draft, KeptPhoto, Kind, Summary } from "./outbox/types";

/** `madeFrom` is the key of the raw photo that it was made from. */
export interface ShownPhoto extends Photo {
  madeFrom?: string;
}

export interface Content {
  draft: Draft;
  summary: Summary;
  photos: readonly ShownPhoto[];
}

export interface DraftName {
  id: string;
  secret: string;
  language: string;
  /** A report unless told; what is added to one names it. */
  kind?: Kind;
  reportId?: string;
}

/** What the page itself writes into a form that nobody has written in. */
const OF_THE_PAGE = new Set(["language", "latitude", "longitude", "accuracy_m", "place_source"]);

export class DraftKeeping {
  private readonly keys = new Map<string, string>();
  private readonly shown = new Set<string>();
  private last: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;
  private hasRow = false;
  private hasWords = false;
  /** False: what was kept last is gone when the page closes. */
  isDurable = true;

  constructor(readonly name: DraftName, private readonly open: () => Promise<Outbox>, private readonly content: () => Content) {}

  /** A draft that is there already, with these photos; one without words was only touched. */
  goOn(photos: readonly KeptPhoto[], hasWords = true): void {
    this.hasRow = true;
    this.hasWords = hasWords;
    for (const { sha256, key } of photos) this.keys.set(sha256, key);
  }

  /** Resolves when all that is there now is kept; rejects with why it is not. Calls that come before it begins are one. */
  keep(): Promise<void> {
    this.next ??= this.last.then(() => this.keepNow());
    this.last = this.next.catch(() => {});
    return this.next;
  }

  /**
   * The last time, before it is handed over: what is not shown to the person does not go with it, and what is shown goes, even if
   * another tab took it away.
   */
  async settle(): Promise<void> {
    await this.keep();
    const outbox = await this.open();
    for (const photo of this.content().photos) this.keys.set(photo.sha256, (await outbox.addPhoto(this.name.id, photo)).key);
    for (const sha256 of [...this.keys.keys()]) if (!this.isShown(sha256)) await this.drop(outbox, sha256);
  }

  private async keepNow(): Promise<void> {
    this.next = null;
    const outbox = await this.open();
    this.isDurable = outbox.isDurable;
    await this.keepWords(outbox).catch((error: unknown) => this.startAnew(outbox, error));
    for (const { sha256 } of this.content().photos) this.shown.add(sha256);
    for (const sha256 of [...this.keys.keys()]) if (this.shown.has(sha256) && !this.isShown(sha256)) await this.drop(outbox, sha256);
    for (const photo of this.content().photos) await this.keepPhoto(outbox, photo);
  }

  /** A form that was only touched stays without words, so that no list shows it. */
  private async keepWords(outbox: Outbox): Promise<void> {
    if (!this.hasRow) await outbox.begin({ kind: "reports", ...this.name });
    this.hasRow = true;
    const { draft, summary, photos } = this.content();
    const isShown = draft.place.kind === "found" && draft.place.isConfirmed; // a pin is as good as words
    this.hasWords ||= isShown || photos.length > 0 || draft.fields.some(([field]) => !OF_THE_PAGE.has(field));
    if (this.hasWords) await outbox.saveDraft(this.name.id, draft, summary, this.name.language);
  }

  /** Somebody emptied this phone's store while the form stood open: what stands in it is kept again. */
  private async startAnew(outbox: Outbox, error: unknown): Promise<void> {
    if (!(error instanceof NotKept) || error.reason !== "missing") throw error;
    this.hasRow = false;
    this.keys.clear();
    await this.keepWords(outbox);
  }

  private async keepPhoto(outbox: Outbox, photo: ShownPhoto): Promise<void> {
    const { sha256, madeFrom } = photo;
    if (this.keys.has(sha256)) return;
    const { id } = this.name;
    const isMade = madeFrom !== undefined && [...this.keys.values()].includes(madeFrom);
    const kept = await (isMade ? outbox.replacePhoto(id, madeFrom, photo).catch(() => outbox.addPhoto(id, photo)) : outbox.addPhoto(id, photo));
    for (const [old, key] of this.keys) if (key === madeFrom) this.keys.delete(old);
    this.keys.set(sha256, kept.key);
  }

  private async drop(outbox: Outbox, sha256: string): Promise<void> {
    await outbox.removePhoto(this.name.id, this.keys.get(sha256)!);
    this.keys.delete(sha256);
  }

  private isShown(sha256: string): boolean {
    return this.content().photos.some((photo) => photo.sha256 === sha256);
  }
}
