/** What this phone keeps until the city has it: drafts, what waits, what was sent. Knows no page and no network. */
import { newId, newSecret } from "../ids";
import { declared, isSame, isWaiting, newPhoto, newRow, whole, type Beginning, type NewPhoto } from "./rows";
import { NotKept, type Change, type Store } from "./store";
import type { Draft, Kept, KeptPhoto, KnownCase, Summary } from "./types";

/** What others on this phone are told. progress: so many bytes of a photo are with the city. alive: somebody sends. */
export type News =
  | { kind: "changed"; id: string | null; last?: Kept }
  | { kind: "handed-over"; id: string }
  | { kind: "progress"; id: string; key: string; sentBytes: number; bytes: number }
  | { kind: "wiped" }
  | { kind: "alive" };

export interface OutboxTools {
  tell?: (news: News) => void;
  now?: () => number;
  /** SHA-256; where the browser has none, lengths alone are compared. */
  digest?: (bytes: ArrayBuffer) => Promise<string>;
}

export class Outbox {
  constructor(readonly store: Store, private readonly tools: OutboxTools = {}) {}

  /** False: this browser keeps nothing; what is here is gone when the page closes. */
  get isDurable(): boolean {
    return this.store.isDurable;
  }

  /** Newest first. */
  async list(): Promise<Kept[]> {
    return (await this.store.list()).map(whole).sort((a, b) => b.createdAt - a.createdAt);
  }

  async find(id: string): Promise<Kept | null> {
    const row = await this.store.find(id);
    return row ? whole(row) : null;
  }

  /** A draft is here; the same id again changes nothing. */
  async begin(beginning: Beginning): Promise<void> {
    await this.change(beginning.id, (row) => (row ? null : { rows: [newRow(beginning, this.now())] }));
  }

  /** In the language that it is written in by now, where that is told. */
  async saveDraft(id: string, draft: Draft, summary: Summary, language?: string): Promise<void> {
    await this.changeDraft(id, (row) => ({ rows: [{ ...row, draft, summary, language: language ?? row.language }] }));
  }

  /** The same photo twice is one. A photo that does not fit leaves the draft as it was. */
  async addPhoto(id: string, photo: NewPhoto): Promise<KeptPhoto> {
    let kept = newPhoto(photo);
    await this.changeDraft(id, (row) => {
      const known = row.photos.find(({ sha256 }) => sha256 === photo.sha256);
      if (known) kept = known;
      return known ? null : { rows: [{ ...row, photos: [...row.photos, kept] }], photos: [[kept.key, photo.bytes]] };
    });
    return kept;
  }

  /** A photo made lighter takes the place of the one it came from; where it is there already, that one stands for both. */
  async replacePhoto(id: string, key: string, photo: NewPhoto): Promise<KeptPhoto> {
    let kept = newPhoto(photo);
    await this.changeDraft(id, ({ photos, ...row }) => {
      if (!photos.some((old) => old.key === key)) throw new NotKept("missing-photo");
      const same = photos.find((other) => other.key !== key && other.sha256 === photo.sha256);
      if (same) kept = same;
      const left = same ? photos.filter((old) => old.key !== key) : photos.map((old) => (old.key === key ? kept : old));
      return { rows: [{ ...row, photos: left }], photos: same ? [] : [[kept.key, photo.bytes]], withoutPhotos: [key] };
    });
    return kept;
  }

  async removePhoto(id: string, key: string): Promise<void> {
    await this.changeDraft(id, (row) => ({ rows: [{ ...row, photos: row.photos.filter((photo) => photo.key !== key) }], withoutPhotos: [key] }));
  }

  async photoBytes(key: string): Promise<ArrayBuffer | null> {
    return (await this.store.photo(key)) ?? null;
  }

  /** Frozen and waiting for its turn. Resolves only when it was read back from the disk, photos and all; throws NotKept. */
  async handOver(id: string, body: Uint8Array<ArrayBuffer>, told: Kept["told"]): Promise<void> {
    const bytes = body.slice().buffer;
    await this.changeDraft(id, (row) => {
      const photos = declared(row.photos, bytes);
      return { rows: [{ ...row, body: bytes, told, photos, state: "ready", attempts: 0, nextTryAt: 0, trouble: null }] };
    });
    try {
      await this.requireKept(id, bytes);
    } catch (error) {
      await this.reopen(id).catch(() => null);
      throw error;
    }
    this.tools.tell?.({ kind: "handed-over", id });
  }

  /** A draft again, its body dropped. What the city knows as somebody else's (404) gets a new name, and a key of its own. */
  async reopen(id: string): Promise<Kept> {
    let reopened: Kept | null = null;
    const [ownId, ownSecret] = [newId(), newSecret()];
    await this.change(id, (row) => {
      if (!row) throw new NotKept("missing");
      reopened = row;
      if (row.state === "draft") return null;
      if (row.state === "sent" || row.receipt) throw new NotKept("handed-over");
      const isTaken = row.trouble?.status === 404;
      const wentOut = row.state === "sending" && row.body ? [row.body] : [];
      reopened = { ...row, state: "draft", body: null, trouble: null, attempts: 0, nextTryAt: 0, triedBodies: [...(row.triedBodies ?? []), ...wentOut] };
      if (isTaken) reopened = { ...reopened, id: ownId, secret: row.reportId ? row.secret : ownSecret }; // an addition has its report's
      return { rows: [reopened], withoutRows: isTaken ? [id] : [] };
    });
    return reopened!;
  }

  /** Due at once: one row, even if it needed the person, or all that wait. */
  async sendNow(id?: string): Promise<void> {
    const ids = id ? [id] : (await this.list()).filter(isWaiting).map((row) => row.id);
    for (const each of ids) {
      await this.change(each, (row) => {
        if (!row?.body || row.state === "draft" || row.state === "sent") return null;
        const isRefused = row.state === "needs-you";
        return { rows: [{ ...row, nextTryAt: 0, ...(isRefused ? { state: "ready", trouble: null } : {}) }] };
      });
    }
  }

  /** The row and its photos are gone from this phone. */
  async remove(id: string): Promise<void> {
    await this.change(id, (row) => row ? { withoutRows: [id], withoutPhotos: row.photos.map(({ key }) => key) } : null);
  }

  cases(): Promise<KnownCase[]> {
    return this.store.cases();
  }

  async keepCases(cases: readonly KnownCase[]): Promise<void> {
    await this.store.keepCases(cases);
    this.tools.tell?.({ kind: "changed", id: null });
  }

  async forgetCases(): Promise<void> {
    await this.store.forgetCases();
    this.tools.tell?.({ kind: "changed", id: null });
  }

  setting(name: string): Promise<unknown> {
    return this.store.setting(name);
  }

  async keepSetting(name: string, value: unknown): Promise<void> {
    await this.store.keepSetting(name, value);
    this.tools.tell?.({ kind: "changed", id: null });
  }

  async wipe(): Promise<void> {
    await this.store.wipe();
    this.tools.tell?.({ kind: "wiped" });
  }

  /** One change of one row, told to whoever watches. */
  async change(id: string, decide: (row: Kept | undefined) => Change | null): Promise<void> {
    let made: Change | null = null;
    const now = this.now();
    await this.store.change(id, (row) => {
      made = decide(row && whole(row));
      return made && { ...made, rows: made.rows?.map((changed) => ({ ...changed, changedAt: now })) };
    });
    if (made === null) return;
    const { last } = made as Change;
    this.tools.tell?.({ kind: "changed", id, ...(last && { last }) });
  }

  tellProgress(id: string, { key, bytes }: KeptPhoto, sentBytes: number): void {
    this.tools.tell?.({ kind: "progress", id, key, sentBytes, bytes });
  }

  private changeDraft(id: string, decide: (row: Kept) => Change | null): Promise<void> {
    return this.change(id, (row) => {
      if (!row) throw new NotKept("missing");
      if (row.state !== "draft") throw new NotKept("handed-over");
      return decide(row);
    });
  }

  private async requireKept(id: string, body: ArrayBuffer): Promise<void> {
    const row = await this.find(id);
    if (!row?.body || !isSame(row.body, body)) throw new NotKept("broken");
    for (const { key, bytes, sha256 } of row.photos) {
      const kept = await this.photoBytes(key);
      if (!kept || kept.byteLength !== bytes) throw new NotKept("missing-photo");
      if (this.tools.digest && (await this.tools.digest(kept)) !== sha256) throw new NotKept("missing-photo");
    }
  }

  private now(): number {
    return this.tools.now?.() ?? Date.now();
  }
}
