/** The outbox of this browser, for pages and for the worker: opened once, drained by one at a time. */
import { hex } from "../ids";
import { drain, type DrainTools } from "./drain";
import { IdbStore } from "./idb-store";
import { Outbox, type News } from "./outbox";
import { isWaiting } from "./rows";
import { askForSync, askToPersist, forgetUse, noteUse, showBadge } from "./signs";
import { MemoryStore } from "./store";
import { Turns } from "./turns";
import type { Kept } from "./types";

export type Progress = Extract<News, { kind: "progress" }>;
export type WakeTools = Pick<DrainTools, "isBack" | "onReceipt">;

const NAME = "stoop-outbox";
const ALIVE_MS = 10_000;
const AFTER_LOSS_MS = 30_000;
const COUNTING_MS = 300;

const page: Document | undefined = globalThis.document;
const watchers = new Set<(news: News) => void>();
const turns = new Turns({ locks: globalThis.navigator?.locks, isVisible: () => page?.visibilityState === "visible", every });

const { subtle } = globalThis.crypto;
const sha256 = (subtle as SubtleCrypto | undefined) && ((bytes: ArrayBuffer) => subtle.digest("SHA-256", bytes));

let air: BroadcastChannel | null = null;
let opening: Promise<Outbox> | null = null;
let running: Promise<number | null> | null = null;
let isWanted = false;
let isBack = page !== undefined;
let isListening = false;
let isWaitingForMore = false;
let onReceipt: DrainTools["onReceipt"];
let timer: ReturnType<typeof setTimeout> | undefined;
let counting: typeof timer;

/**
 * The same outbox for everybody on this page. Where the browser keeps nothing it lives in memory: see isDurable. The worker
 * has nothing to keep for itself: it asks the browser anew the next time.
 */
export function openOutbox(): Promise<Outbox> {
  opening ??= IdbStore.open()
    .catch(() => {
      if (!page) opening = null;
      return new MemoryStore();
    })
    .then((store) => new Outbox(store, { tell, digest: sha256 && (async (bytes) => hex(new Uint8Array(await sha256(bytes)))) }));
  return opening;
}

/**
 * Sends what is due, when it is this page's turn. Resolves with the moment of the next try, or null where nothing waits.
 * A page goes on by itself from here: at that moment, when the network is back, when somebody looks at it again.
 */
export function wake(tools: WakeTools = {}): Promise<number | null> {
  isWanted = true;
  isBack ||= tools.isBack === true;
  onReceipt = tools.onReceipt ?? onReceipt;
  listenToPage();
  running ??= passes();
  return running;
}

/**
 * Calls back with the row that changed, here or on another page; null for everything else. `last`: the row went, and this is
 * how it was. Returns how to stop it.
 */
export function watch(handle: (id: string | null, last?: Kept) => void): () => void {
  return listen((news) => {
    if (news.kind === "changed") handle(news.id, news.last);
    else if (news.kind === "handed-over") handle(news.id);
    else if (news.kind === "wiped") handle(null);
  });
}

/** Calls back with how far a photo is. Returns how to stop it. */
export function watchProgress(handle: (progress: Progress) => void): () => void {
  return listen((news) => news.kind === "progress" && handle(news));
}

/** Ends only where nobody has called meanwhile: what was handed over a moment ago would wait for the next call. */
async function passes(): Promise<number | null> {
  try {
    const outbox = await openOutbox();
    let next: number | null;
    do {
      isWanted = false;
      next = await pass(outbox);
      await countOnIcon(outbox).catch(() => {});
    } while (isWanted);
    if (page) goOnAt(next);
    return next;
  } finally {
    running = null;
  }
}

/** Whatever happens, there is a next time. */
async function pass(outbox: Outbox): Promise<number | null> {
  try {
    if (!(await outbox.list()).some(isWaiting)) return null;
    const next = await turns.take((isStopped) => send(outbox, isStopped));
    if (next !== undefined) return next;
  } catch (error) {
    console.error(error);
  }
  return Date.now() + AFTER_LOSS_MS;
}

async function send(outbox: Outbox, isStopped: () => boolean): Promise<number | null> {
  const stopBeating = every(ALIVE_MS, () => tell({ kind: "alive" }));
  const tools = { fetch: ask, wait, digest: sha256, isBack, onReceipt, isStopped };
  isWanted = isBack = false;
  try {
    return await drain(outbox, tools);
  } finally {
    stopBeating();
  }
}

/** The page tries again by itself while it is open; the worker does when it is not. */
function goOnAt(moment: number | null): void {
  clearTimeout(timer);
  isWaitingForMore = moment !== null;
  if (moment !== null) timer = setTimeout(() => void wake(), Math.max(moment - Date.now(), 0));
}

/** navigator.onLine is a hint only: nothing is held back for it. */
function listenToPage(): void {
  if (isListening || !page) return;
  isListening = true;
  const back = () => void wake({ isBack: true });
  globalThis.addEventListener("online", back);
  globalThis.addEventListener("pageshow", (event) => (event as PageTransitionEvent).persisted && back());
  page.addEventListener("visibilitychange", () => {
    if (page.visibilityState === "visible") back();
    else if (isWaitingForMore) void askForSync();
  });
}

async function countOnIcon(outbox: Outbox): Promise<void> {
  await showBadge((await outbox.list()).filter((row) => isWaiting(row) || row.state === "needs-you").length);
}

function onAir(): BroadcastChannel | null {
  if (air || !("BroadcastChannel" in globalThis)) return air;
  air = new BroadcastChannel(NAME);
  air.onmessage = ({ data }: MessageEvent<News>) => {
    turns.hear();
    watchers.forEach((watcher) => watcher(data));
  };
  return air;
}

function tell(news: News): void {
  onAir()?.postMessage(news);
  watchers.forEach((watcher) => watcher(news));
  if (page) note(news);
}

/** What news means for the phone beyond our own pages. The worker counts once, when it is done. */
function note(news: News): void {
  if (news.kind === "progress" || news.kind === "alive") return;
  clearTimeout(counting);
  if (news.kind === "wiped") return void Promise.all([forgetUse(), showBadge(0)]); // counting would make a new outbox
  if ("id" in news && news.id !== null) noteUse();
  if (news.kind === "handed-over") void Promise.all([askToPersist(), askForSync()]);
  counting = setTimeout(() => void openOutbox().then(countOnIcon), COUNTING_MS);
}

function listen(watcher: (news: News) => unknown): () => void {
  onAir();
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

function ask(url: string, options: RequestInit): Promise<Response> {
  return fetch(url, options);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function every(ms: number, tick: () => void): () => void {
  const beating = setInterval(tick, ms);
  return () => clearInterval(beating);
}
