/** A phone that several people use: what the city has does not stay there. What it does not have yet does. */
import type { Outbox } from "./outbox";

const SETTING = "shared";
const COOKIE = "stoop_shared";
const COOKIE_SECONDS = 400 * 86_400;
/** These tell of nobody: the app itself, the files of the version before, the language read last. */
const OF_NOBODY = /^stoop-(shell-.*|before|notes)$/;

/** What was last said, out of `document.cookie`; null where nobody said anything. */
export function saidShared(cookies: string): boolean | null {
  const said = cookies.split("; ").find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return said === "1" ? true : said === "0" ? false : null;
}

/** The cookie that says so, for as long as the server's own: set here it works without a connection. */
export function sharedCookie(isShared: boolean, isSecure: boolean): string {
  return `${COOKIE}=${isShared ? 1 : 0}; path=/; max-age=${COOKIE_SECONDS}; samesite=lax${isSecure ? "; secure" : ""}`;
}

/** The cookie decides; where it is gone, what the outbox remembers. */
export async function isShared(outbox: Outbox, cookies: string): Promise<boolean> {
  return saidShared(cookies) ?? (await outbox.setting(SETTING)) === true;
}

/** The outbox knows from now on, and with it the worker, which reads no cookies. On: what the city has is gone. */
export async function keepShared(outbox: Outbox, isOn: boolean, caches: CacheStorage | undefined = globalThis.caches): Promise<void> {
  const wasOn = (await outbox.setting(SETTING)) === true;
  if (wasOn !== isOn) await outbox.keepSetting(SETTING, isOn);
  if (isOn) await forget(outbox, caches);
}

/** To be called when a page opens: on a shared phone nothing that the city has stays from the person before. */
export async function forgetSent(outbox: Outbox, cookies: string, caches: CacheStorage | undefined = globalThis.caches): Promise<void> {
  await keepShared(outbox, await isShared(outbox, cookies), caches);
}

/** Home and mine in the worker's shell stay: they are the same for everybody (app/shell.py). */
async function forget(outbox: Outbox, caches: CacheStorage | undefined): Promise<void> {
  for (const { id, state } of await outbox.list()) if (state === "sent") await outbox.remove(id);
  if ((await outbox.cases()).length) await outbox.forgetCases();
  const names = ((await caches?.keys()) ?? []).filter((name) => name.startsWith("stoop-") && !OF_NOBODY.test(name));
  await Promise.all(names.map((name) => caches!.delete(name)));
}
