/** One report on its way to the city, carried by this phone's outbox or, where nothing can be kept, by this page alone. */
import { drain } from "./outbox/drain";
import { Outbox, type News } from "./outbox/outbox";
import { MemoryStore } from "./outbox/store";
import { newRow } from "./outbox/rows";
import type { Kept } from "./outbox/types";
import { openOutbox, wake, watch, watchProgress, type Progress } from "./outbox/wake";
import type { DraftName } from "./draft-keeping";
import type { Copied } from "./export";
import type { Photo } from "./photo";
import { Bell } from "./retry";

export interface Underway {
  /** False: it is gone when this page closes. */
  isKept: boolean;
  find(): Promise<Kept | null>;
  /** Back into the form. */
  reopen(): Promise<Kept>;
  /** Calls back when something about it changed. Returns how to stop it. */
  watch(handle: () => void): () => void;
  /** Calls back with how far one of its photos is. Returns how to stop it. */
  watchProgress(handle: (progress: Progress) => void): () => void;
  tryNow(): Promise<void>;
  /** All of it, to be saved somewhere else. */
  copy(): Promise<Copied | null>;
}

export interface Frozen {
  name: DraftName;
  body: Uint8Array<ArrayBuffer>;
  photos: readonly Photo[];
  told: Kept["told"];
}

/** As the outbox has it. */
export async function underway(id: string): Promise<Underway> {
  const outbox = await openOutbox();
  let last: Kept | null = null; // on a shared phone the row goes the moment the city has it
  watch((changed, went) => {
    if (changed === id && went) last = went;
  });
  return {
    isKept: outbox.isDurable,
    find: async () => (await outbox.find(id)) ?? last,
    reopen: () => outbox.reopen(id),
    watch: (handle) => watch((changed) => (changed === id || changed === null) && handle()),
    watchProgress: (handle) => watchProgress((progress) => progress.id === id && handle(progress)),
    tryNow: async () => {
      await outbox.sendNow(id);
      await wake();
    },
    copy: () => copyOf(outbox, id),
  };
}

/** From this page's memory, again and again until the city has all of it; then what was kept of its draft goes too. */
export async function sendFromMemory({ name, body, photos, told }: Frozen): Promise<Underway> {
  const listeners = new Set<(news: News) => void>();
  const bell = new Bell();
  const outbox = new Outbox(new MemoryStore(), { tell: (news) => listeners.forEach((listener) => listener(news)) });
  await outbox.begin({ kind: "reports", ...name });
  for (const photo of photos) await outbox.addPhoto(name.id, photo);
  await outbox.handOver(name.id, body, told);
  const listen = (listener: (news: News) => unknown) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  addEventListener("online", () => bell.ring());
  void carry(outbox, bell).then(() => forgetDraft(outbox, name.id));
  return {
    isKept: false,
    find: () => outbox.find(name.id),
    reopen: async () => {
      const kept = await outbox.reopen(name.id);
      if (kept.id !== name.id) await (await openOutbox()).remove(name.id).catch(() => {});
      return kept;
    },
    watch: (handle) => listen((news) => news.kind !== "progress" && handle()),
    watchProgress: (handle) => listen((news) => news.kind === "progress" && handle(news)),
    tryNow: async () => bell.ring(),
    copy: () => copyOf(outbox, name.id),
  };
}

/** A report that nothing keeps, for a copy all the same. */
export function frozenCopy({ name, body, photos }: Frozen): Copied {
  const listed = photos.map(({ sha256, type, bytes }) => ({ key: sha256, sha256, type, bytes: bytes.byteLength, state: "kept" as const }));
  const kept = { ...newRow({ kind: "reports", ...name }, Date.now()), body: body.slice().buffer, photos: listed };
  return { kept, photos: photos.map(({ bytes }) => bytes) };
}

async function copyOf(outbox: Outbox, id: string): Promise<Copied | null> {
  const kept = await outbox.find(id);
  return kept && { kept, photos: await Promise.all(kept.photos.map(({ key }) => outbox.photoBytes(key))) };
}

async function carry(outbox: Outbox, bell: Bell): Promise<void> {
  const send = () => drain(outbox, { fetch: (url, options) => fetch(url, options), wait: (ms) => bell.wait(ms) });
  for (let next = await send(); next !== null; next = await send()) await bell.wait(Math.max(0, next - Date.now()));
}

/** What the city refused goes back into the form, and its draft stays. */
async function forgetDraft(sent: Outbox, id: string): Promise<void> {
  if ((await sent.find(id))?.state !== "sent") return;
  await (await openOutbox()).remove(id).catch(() => {});
}
