/** The outbox on IndexedDB: a row per sending, a row per photo, each change one transaction that is on the disk when it resolves. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { NotKept, type Change, type Store } from "./store";
import type { Kept, KnownCase } from "./types";

interface Schema extends DBSchema {
  sendings: { key: string; value: Kept };
  photos: { key: string; value: ArrayBuffer };
  cases: { key: string; value: KnownCase };
  settings: { key: string; value: unknown };
}

type Database = IDBPDatabase<Schema>;
type Name = "sendings" | "photos" | "cases" | "settings";

const NAME = "stoop";
const VERSION = 1;
const STRICT = { durability: "strict" } as const;
const OPENING_MS = 4_000;
const PATIENCE_MS = 20_000;

export class IdbStore implements Store {
  readonly isDurable = true;
  private opening: Promise<Database> | null = null;

  constructor(private readonly patienceMs: number = PATIENCE_MS) {}

  /** Throws NotKept where the browser refuses IndexedDB, or does not answer. */
  static async open(patienceMs: number = OPENING_MS): Promise<IdbStore> {
    const store = new IdbStore();
    await within(patienceMs, store.database()).catch((error: unknown) => Promise.reject(notKept(error)));
    return store;
  }

  list(): Promise<Kept[]> {
    return this.using((database) => database.getAll("sendings"));
  }

  find(id: string): Promise<Kept | undefined> {
    return this.using((database) => database.get("sendings", id));
  }

  photo(key: string): Promise<ArrayBuffer | undefined> {
    return this.using((database) => database.get("photos", key));
  }

  change(id: string, decide: (row: Kept | undefined) => Change | null): Promise<void> {
    return this.using(async (database) => {
      const transaction = database.transaction(["sendings", "photos"], "readwrite", STRICT);
      const [sendings, photos] = [transaction.objectStore("sendings"), transaction.objectStore("photos")];
      const work = async () => {
        const { rows = [], photos: bytes = [], withoutRows = [], withoutPhotos = [] } = decide(await sendings.get(id)) ?? {};
        await Promise.all([
          ...withoutRows.map(async (key) => sendings.delete(key)),
          ...withoutPhotos.map(async (key) => photos.delete(key)),
          ...rows.map(async (row) => sendings.put(row)),
          ...bytes.map(async ([key, content]) => photos.put(content, key)),
        ]);
      };
      await settled(transaction, work());
    });
  }

  cases(): Promise<KnownCase[]> {
    return this.using((database) => database.getAll("cases"));
  }

  keepCases(cases: readonly KnownCase[]): Promise<void> {
    return this.using(async (database) => {
      const transaction = database.transaction("cases", "readwrite");
      await settled(transaction, Promise.all(cases.map((known) => transaction.store.put(known))));
    });
  }

  forgetCases(): Promise<void> {
    return this.using(async (database) => {
      const transaction = database.transaction("cases", "readwrite", STRICT);
      await settled(transaction, transaction.store.clear());
    });
  }

  setting(name: string): Promise<unknown> {
    return this.using((database) => database.get("settings", name));
  }

  keepSetting(name: string, value: unknown): Promise<void> {
    return this.using(async (database) => {
      const transaction = database.transaction("settings", "readwrite", STRICT);
      await settled(transaction, transaction.store.put(value, name));
    });
  }

  wipe(): Promise<void> {
    return this.using(async (database) => {
      const names: Name[] = ["sendings", "photos", "cases", "settings"];
      const transaction = database.transaction(names, "readwrite", STRICT);
      await settled(transaction, Promise.all(names.map((name) => transaction.objectStore(name).clear())));
    });
  }

  /**
   * Browsers close databases when they are short of memory, when a page was frozen, or when another version opens. A
   * transaction that failed changed nothing, so it is tried once more on a fresh connection.
   */
  private async using<T>(work: (database: Database) => Promise<T>): Promise<T> {
    try {
      return await within(this.patienceMs, this.twice(work));
    } catch (error) {
      throw notKept(error);
    }
  }

  private async twice<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const opening = this.database();
    try {
      return await work(await opening);
    } catch (error) {
      if (isFinal(error)) throw error;
    }
    this.forget(opening);
    await opening.then((database) => database.close()).catch(() => {});
    return work(await this.database());
  }

  private database(): Promise<Database> {
    this.opening ??= this.connect();
    return this.opening;
  }

  private forget(opening: Promise<Database>): void {
    if (this.opening === opening) this.opening = null;
  }

  private connect(): Promise<Database> {
    const forget = () => this.forget(opening);
    const blocking = (_current: number, _next: number | null, event: IDBVersionChangeEvent) => {
      forget();
      (event.target as IDBDatabase).close();
    };
    const open = (version?: number) => openDB<Schema>(NAME, version, { upgrade, blocking, terminated: forget });
    const opening = (async () => open(VERSION))().catch((error: unknown) => (isNewer(error) ? open() : Promise.reject(error)));
    opening.catch(forget);
    return opening;
  }
}

/** A later version of the app was here. What it added does not disturb us. */
function isNewer(error: unknown): boolean {
  return error instanceof Error && error.name === "VersionError";
}

/** Only adds: pages of an older version go on with the same data. */
function upgrade(database: Database): void {
  const has = (name: Name) => database.objectStoreNames.contains(name);
  if (!has("sendings")) database.createObjectStore("sendings", { keyPath: "id" });
  if (!has("photos")) database.createObjectStore("photos");
  if (!has("cases")) database.createObjectStore("cases", { keyPath: "number" });
  if (!has("settings")) database.createObjectStore("settings");
}

/** Waits for oncomplete; where a request fails, the whole transaction is undone. A full disk may show only there. */
async function settled(transaction: { done: Promise<void>; abort(): void }, work: Promise<unknown>): Promise<void> {
  const { done } = transaction;
  try {
    await Promise.all([work, done]);
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // it is over already
    }
    await done.catch((cause: unknown) => isFull(cause) && Promise.reject(cause));
    throw error;
  }
}

/** A full disk, or our own no: another try would say the same. */
function isFinal(error: unknown): boolean {
  return error instanceof NotKept || isFull(error);
}

function isFull(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}

function notKept(error: unknown): NotKept {
  return error instanceof NotKept ? error : new NotKept(isFull(error) ? "full" : "broken", error);
}

/** Storage that says neither yes nor no is broken too: nobody waits for it for ever. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new NotKept("broken")), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
