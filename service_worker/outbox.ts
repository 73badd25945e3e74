/** Sends what waits while no page does, and tells the person whose phone lies in the pocket. */
import { wake } from "../static/js/lib/outbox/wake";
import type { Kept } from "../static/js/lib/outbox/types";
import type { Build } from "./world";

/** Background Sync, which TypeScript does not know yet. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

export interface Teller {
  build: Build;
  registration: Pick<ServiceWorkerRegistration, "showNotification">;
  isAllowed(): boolean;
  /** Whether somebody looks at one of our pages: it says everything itself. */
  isWatched(): Promise<boolean>;
}

export function isForOutbox(event: Event): event is SyncEvent {
  return (event as SyncEvent).tag === "stoop-outbox";
}

/**
 * Sends what waits; `isBack`: the network has just come. Rejects while something is left, so that the browser calls again
 * when it thinks best.
 */
export async function drainBehind(teller: Teller, isBack = false): Promise<void> {
  const told: Promise<void>[] = [];
  const next = await wake({ isBack, onReceipt: (kept) => void told.push(tellReceipt(kept, teller)) });
  await Promise.allSettled(told);
  if (next !== null) throw new Error("something still waits to be sent");
}

/** One notification a report; a tap on it opens the case. */
export async function tellReceipt({ id, told, receipt, language }: Kept, { build, registration, isAllowed, isWatched }: Teller): Promise<void> {
  if (!told || !receipt || !isAllowed() || (await isWatched())) return;
  const number = receipt.number.replace(/^(\d{4})(\d{4})(\d{2})$/, "$1 $2 $3");
  await registration.showNotification(told.title.replace("{number}", number), {
    body: told.body.replace("{number}", number),
    tag: id,
    lang: language,
    dir: build.rightToLeft.includes(language) ? "rtl" : "ltr",
    icon: build.icon,
    badge: build.badge,
    data: { url: receipt.url },
  });
}
