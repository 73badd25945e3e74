/** The browser behind World, Visit and Teller. */
import { hasOutbox } from "../static/js/lib/kept-here";
import { openOutbox } from "../static/js/lib/outbox/wake";
import { DEVICE, type Device } from "../static/js/lib/push/device";
import type { Listener } from "./push";
import type { Teller } from "./receipts";
import { mend } from "./shell";
import { keepWords } from "./words";
import type { Build, Visit, World } from "./world";

declare const self: ServiceWorkerGlobalScope & { STOOP: Build };

let mending: Promise<void> | null = null;
let listening: Promise<void> | null = null;
let visits = 0;

export const world: World = {
  build: self.STOOP,
  caches: self.caches,
  fetch: (request, options) => fetch(request, options),
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  isShared,
  broken: () => (mending = null),
  update: () => void self.registration.update().catch(() => undefined),
  visits: () => visits,
  savesData: () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false,
  openPages: async () => (await openWindows()).map(({ url }) => url),
};

export const teller: Teller = {
  build: self.STOOP,
  registration: self.registration,
  isAllowed: () => "Notification" in self && Notification.permission === "granted",
  isWatched: async () => (await openWindows()).some(({ visibilityState }) => visibilityState === "visible"),
};

export const listener: Listener = {
  ...teller,
  world,
  registration: self.registration,
  clients: self.clients,
  home: self.location.origin,
  device: async () => (await hasOutbox(indexedDB)) ? ((await (await openOutbox()).setting(DEVICE)) as Device | null) : null,
};

export function visitOf(event: FetchEvent): Visit {
  visits++;
  return {
    request: event.request,
    url: new URL(event.request.url),
    isPage: event.request.mode === "navigate",
    preload: Promise.resolve(event.preloadResponse as Promise<Response | undefined>),
    waitUntil: (work) => event.waitUntil(work),
  };
}

/** Once a start, and again when a cache turned out to be broken: storage may have been cleared half-way. */
export function mended(): Promise<void> {
  mending ??= mend(world).catch(() => undefined);
  return mending;
}

/** Once a start: in the quiet after what it was started for. */
export function wordsKept(): Promise<void> {
  listening ??= keepWords(world).catch(() => undefined);
  return listening;
}

function openWindows(): Promise<readonly WindowClient[]> {
  return self.clients.matchAll({ type: "window", includeUncontrolled: true });
}

/** Where nobody can tell, the phone counts as shared: what is not kept harms nobody. */
async function isShared(): Promise<boolean> {
  try {
    if (!(await hasOutbox(indexedDB))) return false;
    const outbox = await openOutbox();
    return !outbox.isDurable || Boolean(await outbox.setting("shared")); // one in memory has heard of nothing
  } catch {
    return true;
  }
}
