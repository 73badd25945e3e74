/** How much these pages keep on a phone, and deleting all of it. */
import type { Outbox } from "./outbox/outbox";
import type { Kept, KeptPhoto, KnownCase } from "./outbox/types";

const DATABASE = "stoop";
const PROBE = "stoop-probe";
const OURS = "stoop-";

export interface Counts {
  waiting: number;
  needsYou: number;
  drafts: number;
  /** The city does not have these. */
  photos: number;
  cases: number;
}

export function count(rows: readonly Kept[], cases: readonly KnownCase[]): Counts {
  const stand = (...states: Kept["state"][]) => rows.filter(({ state }) => states.includes(state)).length;
  const numbers = [...cases.map(({ number }) => number), ...rows.flatMap(({ receipt }) => (receipt ? [receipt.number] : []))];
  return {
    waiting: stand("ready", "sending"),
    needsYou: stand("needs-you"),
    drafts: rows.filter(isBegun).length,
    photos: rows.flatMap(({ photos }) => photos).filter(isOnlyHere).length,
    cases: new Set(numbers).size,
  };
}

/** What would be lost if it were deleted now. */
export function unsent(rows: readonly Kept[]): Kept[] {
  return rows.filter((row) => (row.state === "draft" ? isBegun(row) : row.state !== "sent" || row.photos.some(isOnlyHere)));
}

function isBegun({ state, draft, photos }: Kept): boolean {
  return state === "draft" && (draft !== null || photos.length > 0);
}

function isOnlyHere({ state }: KeptPhoto): boolean {
  return state !== "received";
}

/** Whole megabytes as people count them; 0 where it is less than one. */
export function megabytes(bytes: number): number {
  return bytes < 1e6 ? 0 : Math.round(bytes / 1e6);
}

/** Whether this phone has an outbox. Looking for it makes none; where a browser cannot say, there may be one. */
export async function hasOutbox(databases: IDBFactory): Promise<boolean> {
  const found = await databases.databases?.().catch(() => null);
  return found ? found.some(({ name }) => name === DATABASE) : true;
}

/** Whether this browser keeps anything at all: some refuse in private windows. */
export async function canKeep(databases: IDBFactory | undefined): Promise<boolean> {
  try {
    const opened = await answered(databases!.open(PROBE));
    opened.close();
    await answered(databases!.deleteDatabase(PROBE));
    return true;
  } catch {
    return false;
  }
}

/** How many pages and files are saved. A cache may go while it is counted. */
export async function countSaved(kept: CacheStorage): Promise<number> {
  const sizeOf = async (name: string): Promise<number> => (await (await kept.open(name)).keys()).length;
  const found = await Promise.all((await ours(kept)).map((name) => sizeOf(name).catch(() => 0)));
  return found.reduce((sum, each) => sum + each, 0);
}

/**
 * Deletes the outbox, the saved pages and what else these pages keep here; cookies are the server's. Rows go first:
 * a page in another tab may hold the database open, and it is empty then.
 */
export async function wipe(outbox: Outbox | null, databases: IDBFactory | undefined, kept: CacheStorage | undefined, notes: readonly Storage[]): Promise<void> {
  await outbox?.wipe();
  if (databases) await answered(databases.deleteDatabase(DATABASE)).catch(() => undefined);
  if (kept) await Promise.all((await ours(kept)).map((name) => kept.delete(name)));
  for (const store of notes) for (const key of Object.keys(store)) if (key.startsWith(DATABASE)) store.removeItem(key);
}

async function ours(kept: CacheStorage): Promise<string[]> {
  return (await kept.keys()).filter((name) => name.startsWith(OURS));
}

function answered<T>(request: IDBRequest<T> | IDBOpenDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error);
    (request as IDBOpenDBRequest).onblocked = () => reject(new Error("blocked"));
  });
}
