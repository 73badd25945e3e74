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

export class IdbStore implements Store {
  readonly isDurable = true;
  private opening: Promise<Database> | null = null;

  /** Throws where the browser refuses IndexedDB, or does not answer. */
  static async open(patienceMs: number = OPENING_MS): Promise<IdbStore> {
    const store = new IdbStore();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new NotKept("broken")), patienceMs)));
    try {
      await Promise.race([store.database(), late]);
    } finally {
      clearTimeout(timer);
    }
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
        const change = decide(await sendings.get(id)) ?? {};
        const { rows = [], photos: bytes = [], withoutRows = [], withoutPhotos = [] } = change;
        await Promise.all([
          ...withoutRows.map((key) => sendings.delete(key)),
          ...withoutPhotos.map((key) => photos.delete(key)),
          ...rows.map((row) => sendings.put(row)),
          ...bytes.map(([key, content]) => photos.put(content, key)),
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

  /** Browsers close databases when they are short of memory or when another version opens: then it is opened anew, once. */
  private async using<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const opened = this.opening;
    try {
      return await work(await this.database());
    } catch (error) {
      if (!isClosed(error) || opened === null) throw notKept(error);
      if (this.opening === opened) this.opening = null;
    }
    return work(await this.database()).catch((error: unknown) => Promise.reject(notKept(error)));
  }

  private database(): Promise<Database> {
    this.opening ??= this.connect();
    return this.opening;
  }

  private connect(): Promise<Database> {
    const forget = () => (this.opening = null);
    const opening = openDB<Schema>(NAME, VERSION, {
      upgrade,
      blocking: (_current, _blocked, event) => {
        forget();
        (event.target as IDBDatabase).close();
      },
      terminated: forget,
    });
    opening.catch(forget);
    return opening;
  }
}

/** Only adds: an older page may still be open on another tab's data. */
function upgrade(database: Database): void {
  const has = (name: Name) => database.objectStoreNames.contains(name);
  if (!has("sendings")) database.createObjectStore("sendings", { keyPath: "id" });
  if (!has("photos")) database.createObjectStore("photos");
  if (!has("cases")) database.createObjectStore("cases", { keyPath: "number" });
  if (!has("settings")) database.createObjectStore("settings");
}

/** Waits for oncomplete; where a request fails, the whole transaction is undone. */
async function settled(transaction: { done: Promise<void>; abort(): void }, work: Promise<unknown>): Promise<void> {
  const done = transaction.done;
  try {
    await Promise.all([work, done]);
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // it is over already
    }
    throw error;
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && (error.name === "InvalidStateError" || error.name === "UnknownError");
}

function notKept(error: unknown): NotKept {
  if (error instanceof NotKept) return error;
  const isFull = error instanceof Error && error.name === "QuotaExceededError";
  return new NotKept(isFull ? "full" : "broken", error);
}
