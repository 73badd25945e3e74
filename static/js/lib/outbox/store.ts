/** Where the outbox keeps its rows: what a store can do, and one that lives in memory only. */
import type { Kept, KnownCase } from "./types";

/**
 * full: the phone has no room. missing: the row is gone. missing-photo: the bytes of a photo are gone or spoiled.
 * handed-over: it is no draft any more. broken: storage failed.
 */
export type NotKeptReason = "full" | "missing" | "missing-photo" | "handed-over" | "broken";

/** What was asked to be kept is not kept; what was there before still is. */
export class NotKept extends Error {
  constructor(readonly reason: NotKeptReason, cause?: unknown) {
    super(`Not kept: ${reason}`, { cause });
    this.name = "NotKept";
  }
}

/** What one change does, all of it or nothing. */
export interface Change {
  rows?: Kept[];
  photos?: [key: string, bytes: ArrayBuffer][];
  withoutRows?: string[];
  withoutPhotos?: string[];
  /** The row as it was when it went: whoever looks at it still shows that. */
  last?: Kept;
}

export interface Store {
  /** False: all is gone when this page closes. */
  readonly isDurable: boolean;
  list(): Promise<Kept[]>;
  find(id: string): Promise<Kept | undefined>;
  photo(key: string): Promise<ArrayBuffer | undefined>;
  /**
   * Reads a row, asks what should change, and writes it in the same transaction; resolves when that is on the disk.
   * `decide` may be asked twice, and answers null where nothing has to change. Throws NotKept.
   */
  change(id: string, decide: (row: Kept | undefined) => Change | null): Promise<void>;
  cases(): Promise<KnownCase[]>;
  keepCases(cases: readonly KnownCase[]): Promise<void>;
  forgetCases(): Promise<void>;
  setting(name: string): Promise<unknown>;
  keepSetting(name: string, value: unknown): Promise<void>;
  /** Empties everything. */
  wipe(): Promise<void>;
}

/** For tests, and the last resort of a page whose browser refuses IndexedDB. Gives copies, as a real store does. */
export class MemoryStore implements Store {
  readonly isDurable: boolean = false;
  protected readonly sendings = new Map<string, Kept>();
  protected readonly photos = new Map<string, ArrayBuffer>();
  private readonly known = new Map<string, KnownCase>();
  private readonly settings = new Map<string, unknown>();

  async list(): Promise<Kept[]> {
    return copyOf([...this.sendings.values()]);
  }

  async find(id: string): Promise<Kept | undefined> {
    return copyOf(this.sendings.get(id));
  }

  async photo(key: string): Promise<ArrayBuffer | undefined> {
    return this.photos.get(key)?.slice(0);
  }

  async change(id: string, decide: (row: Kept | undefined) => Change | null): Promise<void> {
    const { rows = [], photos = [], withoutRows = [], withoutPhotos = [] } = decide(copyOf(this.sendings.get(id))) ?? {};
    for (const key of withoutRows) this.sendings.delete(key);
    for (const key of withoutPhotos) this.photos.delete(key);
    for (const row of rows) this.sendings.set(row.id, copyOf(row));
    for (const [key, bytes] of photos) this.photos.set(key, bytes.slice(0));
  }

  async cases(): Promise<KnownCase[]> {
    return copyOf([...this.known.values()]);
  }

  async keepCases(cases: readonly KnownCase[]): Promise<void> {
    for (const known of cases) this.known.set(known.number, copyOf(known));
  }

  async forgetCases(): Promise<void> {
    this.known.clear();
  }

  async setting(name: string): Promise<unknown> {
    return copyOf(this.settings.get(name));
  }

  async keepSetting(name: string, value: unknown): Promise<void> {
    this.settings.set(name, copyOf(value));
  }

  async wipe(): Promise<void> {
    for (const store of [this.sendings, this.photos, this.known, this.settings]) store.clear();
  }
}

/** Browsers too old for structuredClone are the very ones that need a store in memory. Rows hold plain values and bytes. */
function copyOf<T>(value: T): T {
  if (value instanceof ArrayBuffer) return value.slice(0) as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)])) as T;
}
