/** The outbox of this browser, for pages and for the worker: opened once, drained by one at a time. */
import { hex } from "../ids";
import { drain, type DrainTools } from "./drain";
import { IdbStore } from "./idb-store";
import { Outbox, type News } from "./outbox";
import { MemoryStore } from "./store";

const NAME = "stoop-outbox";

export type Progress = Extract<News, { kind: "progress" }>;

const watchers = new Set<(news: News) => void>();
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;
channel?.addEventListener("message", ({ data }: MessageEvent<News>) => watchers.forEach((watcher) => watcher(data)));

let opening: Promise<Outbox> | null = null;

/** The same outbox for everybody on this page. Where the browser keeps nothing it lives in memory: see isDurable. */
export function openOutbox(): Promise<Outbox> {
  opening ??= IdbStore.open()
    .catch(() => new MemoryStore())
    .then((store) => new Outbox(store, { tell, digest: globalThis.crypto?.subtle ? sha256 : undefined }));
  return opening;
}

/** Sends what is due, unless another page does. Resolves with the moment of the next try, or null where nothing waits. */
export async function wake(tools: Partial<DrainTools> = {}): Promise<number | null> {
  const outbox = await openOutbox();
  const send = () => drain(outbox, { fetch: (url, options) => fetch(url, options), wait, ...tools });
  return navigator.locks ? navigator.locks.request(NAME, send) : send();
}

/** Calls back with the row that changed, here or on another page; null for everything else. Returns how to stop it. */
export function watch(handle: (id: string | null) => void): () => void {
  return listen((news) => news.kind !== "progress" && handle("id" in news ? news.id : null));
}

/** Calls back with how far a photo is. Returns how to stop it. */
export function watchProgress(handle: (progress: Progress) => void): () => void {
  return listen((news) => news.kind === "progress" && handle(news));
}

function listen(watcher: (news: News) => unknown): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

function tell(news: News): void {
  channel?.postMessage(news);
  watchers.forEach((watcher) => watcher(news));
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
