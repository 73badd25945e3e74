/** How a request is answered: from what is kept, from the network, or first one and then the other. */
import { likelyLanguages } from "./languages";
import { BUILD, MOMENT, isPage, opened } from "./marks";
import { KEPT, Shelf } from "./shelf";
import { isJson, isOfBuild, keptFile, saveLanguage, shellOf } from "./shell";
import { languageOf, type Visit, type World } from "./world";

export type Answer = (visit: Visit, world: World) => Promise<Response>;

export interface Freshly {
  /** How long the network may take where something saved could be shown. */
  patienceMs: number;
  /** Where answers are kept; nowhere, if it has no name. */
  shelf?: string;
  most?: number;
  /** path: only what is asked without a query. address: each query apart. latest: so too, but without a query the stand-in comes first. */
  by?: "path" | "latest" | "address";
  /** A saved copy kept under another address. */
  standIn?: (visit: Visit, world: World) => Promise<Response | undefined>;
}

const RUN_BY_PAGES = /\.(js|css|gif)$/;
const NOBODY_THERE = new Set([502, 503, 504]);

/** The network, if it answers in time; else the saved copy, which says from when it is. Late answers are kept too. */
export function networkFirst({ patienceMs, shelf = "", most = Infinity, by = "path", standIn }: Freshly): Answer {
  return async (visit, world) => {
    const { pathname, search } = visit.url;
    const key = by === "path" ? pathname : pathname + search;
    const copies = shelf ? new Shelf(shelf, world, most) : null;
    const fresh = fromNetwork(visit, world);
    const isKept = copies !== null && (by !== "path" || search === "");
    visit.waitUntil(fresh.then((response) => (isKept ? keep(copies, key, response.clone(), visit, world) : undefined), () => undefined));
    const first = await inTime(fresh, patienceMs, world);
    if (first && !NOBODY_THERE.has(first.status)) return first;
    const other = by === "latest" && search === "" ? await standIn?.(visit, world) : undefined;
    const own = other ?? (await copies?.find(key));
    if (own) return opened(own, true);
    const late = by === "latest" ? await inTime(fresh, Infinity, world) : null; // another place's list shows only where nothing comes
    if (late && !NOBODY_THERE.has(late.status)) return late;
    const saved = await standIn?.(visit, world);
    return saved ? opened(saved, true) : orOfflinePage(fresh, visit, world);
  };
}

/** From the shell at once, and for the next time from the network. A language that was never opened is saved behind. */
export function shellFirst({ renewMs }: { renewMs: number }): Answer {
  return async (visit, world) => {
    const saved = await shellOf(world).find(visit.url.pathname);
    if (saved) {
      visit.waitUntil(renew(visit, world, !isFresh(saved, renewMs, world)).catch(() => undefined));
      return opened(saved, false);
    }
    const language = languageOf(visit.url.pathname, world.build);
    if (language) visit.waitUntil(saveLanguage(world, language).catch(() => undefined));
    return orOfflinePage(fromNetwork(visit, world), visit, world);
  };
}

/**
 * What the browser asked for while the worker started is as good as new, but for a question in its address; it costs another
 * request then, so not each time. The server makes it, as we ask for it, the same for everybody.
 */
async function renew(visit: Visit, world: World, isDue: boolean): Promise<void> {
  const preloaded = await visit.preload.catch(() => undefined);
  const isWhole = preloaded !== undefined && visit.url.search === "";
  if (!isWhole && !isDue) return;
  const fresh = isWhole ? preloaded : await world.fetch(visit.url.pathname, { credentials: "omit" });
  if (isFit(fresh) && isOfBuild(fresh, world)) await shellOf(world).put(visit.url.pathname, fresh);
  else if (fresh.headers.has(BUILD) && !isOfBuild(fresh, world)) world.update();
}

/** The catalogue: from the shell at once, the next time from the network. */
export const catalogueFirst: Answer = async (visit, world) => {
  const key = visit.url.pathname + visit.url.search;
  const saved = await shellOf(world).find(key);
  if (!saved) return world.fetch(visit.request);
  const renew = async () => {
    const fresh = await world.fetch(key);
    if (isFit(fresh) && isJson(fresh)) await shellOf(world).put(key, fresh);
  };
  visit.waitUntil(renew().catch(() => undefined));
  return saved;
};

/**
 * A file of this build, of the one before, or of any on the server; last of all this build's own of the same name. What belongs to
 * no shell (the map's code, say) is kept once it was used.
 */
export function builtFile({ shelf, most }: { shelf: string; most: number }): Answer {
  return async (visit, world) => {
    const path = visit.url.pathname;
    const used = new Shelf(shelf, world, most);
    const kept = (await shellOf(world).find(path)) ?? (await keptFile(world, path)) ?? (await used.find(path));
    if (kept) return kept;
    const fresh = await world.fetch(visit.request).catch(() => undefined);
    if (fresh?.ok) {
      visit.waitUntil(RUN_BY_PAGES.test(path) ? keep(used, path, fresh.clone(), visit, world) : Promise.resolve());
      return fresh;
    }
    const sister = world.build.files.find((file) => withoutHash(file) === withoutHash(path)) ?? path;
    return (await shellOf(world).find(sister)) ?? fresh ?? Response.error();
  };
}

/** What a script reads of a page: from the network alone, and kept as if that page had been opened. */
export function keptAsPage({ shelf, most }: { shelf: string; most: number }): Answer {
  return async (visit, world) => {
    const fresh = world.fetch(visit.request);
    const keepPage = (response: Response) => keep(new Shelf(shelf, world, most), visit.url.pathname + visit.url.search, response.clone(), { ...visit, isPage: true }, world);
    visit.waitUntil(fresh.then(keepPage, () => undefined));
    return fresh;
  };
}

/** Photos: while fresh from the phone alone; then from the network, and from the phone where that fails. Hidden ones go. */
export function photo({ shelf, most, freshMs, patienceMs }: { shelf: string; most: number; freshMs: number; patienceMs: number }): Answer {
  return async (visit, world) => {
    const key = visit.url.pathname + visit.url.search;
    const photos = new Shelf(shelf, world, most);
    const saved = await photos.find(key);
    if (saved && isFresh(saved, freshMs, world)) return saved;
    const fresh = world.fetch(key, { cache: "no-cache" });
    visit.waitUntil(fresh.then((response) => (isGone(response) ? photos.drop(key) : keep(photos, key, response.clone(), visit, world)), () => undefined));
    const first = await inTime(fresh, saved ? patienceMs : Infinity, world);
    if (first && first.status < 500) return first;
    return saved ?? fresh;
  };
}

/** However late it comes; where nothing comes, the page that says what works without a network, in the likeliest language. */
async function orOfflinePage(fresh: Promise<Response>, visit: Visit, world: World): Promise<Response> {
  try {
    return await fresh;
  } catch (error) {
    if (!visit.isPage) throw error;
    for (const language of await likelyLanguages(world, visit.url.pathname)) {
      const page = await shellOf(world).find(`/${language}/offline`);
      if (page) return opened(page, false);
    }
    throw error;
  }
}

function fromNetwork(visit: Visit, world: World): Promise<Response> {
  return visit.preload.catch(() => undefined).then((preloaded) => preloaded ?? world.fetch(visit.request));
}

/** The answer if it comes in time; null where it is late or there is none. */
async function inTime(fresh: Promise<Response>, patienceMs: number, world: World): Promise<Response | null> {
  const answer = fresh.catch(() => null);
  return patienceMs === Infinity ? answer : Promise.race([answer, world.wait(patienceMs).then(() => null)]);
}

async function keep(copies: Shelf, key: string, response: Response, visit: Visit, world: World): Promise<void> {
  const isOurs = visit.isPage ? isPage(response) && response.headers.has(MOMENT) : !isPage(response);
  const isSecret = visit.request.headers.has("Authorization");
  if (isFit(response) && isOurs && !isSecret && !(await world.isShared())) await copies.put(key, response).catch(() => undefined);
  else await response.body?.cancel();
}

/** A whole answer to what was asked: no error, no redirect's end, nothing of another origin, nothing that asks not to be kept. */
export function isFit(response: Response): boolean {
  const { status, type, redirected, headers } = response;
  return status === 200 && type === "basic" && !redirected && !(headers.get("Cache-Control") ?? "").includes("no-store");
}

function isGone({ status }: Response): boolean {
  return status === 404 || status === 410;
}

export function isFresh(saved: Response, freshMs: number, world: World): boolean {
  const age = world.now() - Number(saved.headers.get(KEPT));
  return age >= 0 && age < freshMs;
}

function withoutHash(path: string): string {
  return path.replace(/-[0-9A-Z]{8}(?=\.\w+$)/, "");
}
