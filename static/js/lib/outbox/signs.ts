/** What the browser is asked for on behalf of the outbox. Each may be missing; none is worth an error. */

interface SyncRegistration {
  sync?: { register(tag: string): Promise<void> };
}

interface Badges {
  setAppBadge?(count: number): Promise<void>;
}

/** This phone has used the outbox: pages look for it when they open. */
export function noteUse(): void {
  try {
    globalThis.localStorage?.setItem("stoop", "1");
  } catch {
    // not allowed here
  }
}

export function forgetUse(): void {
  try {
    globalThis.localStorage?.removeItem("stoop");
  } catch {
    // not allowed here
  }
}

/** How many things are not with the city yet, on the app's icon. */
export async function showBadge(count: number): Promise<void> {
  await (globalThis.navigator as Badges | undefined)?.setAppBadge?.(count).catch(() => {});
}

/** The browser does not throw away what it keeps for us without asking. */
export async function askToPersist(): Promise<void> {
  const { storage } = navigator;
  try {
    if (storage?.persist && !(await storage.persisted())) await storage.persist();
  } catch {
    // it is kept as long as the browser likes
  }
}

/** The worker is woken when there is a connection, even if no page is open then. */
export async function askForSync(): Promise<void> {
  try {
    const registration = (await navigator.serviceWorker?.getRegistration()) as SyncRegistration | undefined;
    await registration?.sync?.register("stoop-outbox");
  } catch {
    // the next page that opens sends it
  }
}
