/** Makes this process a page with storage, locks, a network and a badge. To be imported before what is tested. */
import "fake-indexeddb/auto";
import { FakeCity } from "./fake-city";
import { FakeLocks } from "./fake-locks";

class Air extends EventTarget {
  static readonly all = new Set<Air>();
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor() {
    super();
    Air.all.add(this);
  }

  postMessage(data: unknown): void {
    for (const other of Air.all) if (other !== this) other.onmessage?.({ data });
  }
}

/** What the page's browser was asked for. */
export const browser = {
  city: new FakeCity(),
  badge: -1,
  syncs: 0,
  askedToPersist: 0,
  isPersisted: false,
  kept: new Map<string, string>(),
  window: new EventTarget(),
  document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
  /** Another page of ours. */
  other: new Air(),
};

const registration = { sync: { register: async () => void browser.syncs++ } };
const storage = {
  persisted: async () => browser.isPersisted,
  persist: async () => (browser.askedToPersist++, (browser.isPersisted = true)),
};
const navigator = {
  locks: new FakeLocks().asLocks(),
  storage,
  serviceWorker: { getRegistration: async () => registration },
  setAppBadge: async (count: number) => void (browser.badge = count),
};

Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
Object.assign(globalThis, {
  BroadcastChannel: Air,
  document: browser.document,
  fetch: browser.city.fetch,
  addEventListener: browser.window.addEventListener.bind(browser.window),
  localStorage: {
    setItem: (name: string, value: string) => void browser.kept.set(name, value),
    removeItem: (name: string) => void browser.kept.delete(name),
  },
});
