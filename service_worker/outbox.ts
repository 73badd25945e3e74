/** Sends what waits while no page does. */
import { hasOutbox } from "../static/js/lib/kept-here";
import { openOutbox, wake } from "../static/js/lib/outbox/wake";
import { tellReceipt, type Teller } from "./receipts";

/** Background Sync, which TypeScript does not know yet. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

export function isForOutbox(event: Event): event is SyncEvent {
  return (event as SyncEvent).tag === "stoop-outbox";
}

/**
 * Sends what waits; `isBack`: the network has just come. Rejects while something is left, so that the browser calls again
 * when it thinks best.
 */
export async function drainBehind(teller: Teller, isBack = false): Promise<void> {
  if (!(await hasOutbox(indexedDB))) return;
  if (!(await openOutbox()).isDurable) throw new Error("the outbox does not open");
  const told: Promise<void>[] = [];
  const next = await wake({ isBack, onReceipt: (kept) => void told.push(tellReceipt(kept, teller)) });
  await Promise.allSettled(told);
  if (next !== null) throw new Error("something still waits to be sent");
}

/** A page that nobody looks at has sent it. */
export async function tellOf(id: string, teller: Teller): Promise<void> {
  const kept = await (await openOutbox()).find(id);
  if (kept) await tellReceipt(kept, teller);
}
