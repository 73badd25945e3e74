/** A subscription of this browser, for the city's key. */
import { base64 } from "../ids";
import { PushTrouble } from "./device";

const PATIENCE_MS = 15_000;

/** Browsers without a message service, or behind a firewall that cuts it off, never answer: throws PushTrouble then. */
export function subscribed(manager: PushManager, key: string, patienceMs = PATIENCE_MS): Promise<PushSubscription> {
  return within(patienceMs, subscribe(manager, key));
}

/** One that is there already is taken; one for another key must go first, or browsers refuse the new one. */
async function subscribe(manager: PushManager, key: string): Promise<PushSubscription> {
  const there = await manager.getSubscription();
  if (there && isFor(there, key)) return there;
  await there?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** Where a browser does not say what its subscription is for, the city's sending will. */
function isFor({ options }: PushSubscription, key: string): boolean {
  const bytes = options?.applicationServerKey;
  return !bytes || plain(base64(bytes)) === plain(key);
}

function plain(text: string): string {
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/** What the promise brings, or PushTrouble once it is late. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new PushTrouble("late")), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
