/** What the app needs to open without a network: the files of one build, and the pages of the languages in use. */
import { BUILD } from "./marks";
import { PREFIX, Shelf } from "./shelf";
import { languageOf, type World } from "./world";

const PAGES = ["", "report", "mine", "phone", "offline"];
const AT_ONCE = 4;
/** So many files are asked for one by one: after a small change they are less than all together. */
const A_FEW = 8;
const TYPES: Record<string, string> = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const SHELL = "shell-";

export function shellOf(world: World): Shelf {
  return new Shelf(SHELL + world.build.build, world);
}

/** Everything that makes one language open; the catalogue goes by the address at which pages ask for it. */
export function partsOf(language: string): string[] {
  return [...PAGES.map((page) => `/${language}/${page}`), `/api/v1/services?lang=${encodeURIComponent(language)}&questions=1`];
}

/** All of it or nothing: an error leaves the worker before in charge. Pages come anew, whatever was kept of this build. */
export async function install(world: World): Promise<void> {
  const languages = await languagesInUse(world);
  const isNew = (await shellOf(world).keys()).length === 0;
  try {
    await completeFiles(world);
    await fetchAll(world, languages.flatMap(partsOf));
  } catch (error) {
    if (isNew) await shellOf(world).clear();
    throw error;
  }
}

/** Adds a language that somebody reads now; or brings all back after the person deleted it. */
export async function saveLanguage(world: World, language: string): Promise<void> {
  await completeFiles(world);
  await fetchAll(world, await missing(world, partsOf(language)));
}

/** Storage may have been cleared half-way: what is missing comes again, if the server still has this build. */
export async function mend(world: World): Promise<void> {
  const languages = languagesAmong(await shellOf(world).keys(), world);
  const wanted = languages.length ? languages : await languagesInUse(world);
  await completeFiles(world);
  await fetchAll(world, await missing(world, wanted.flatMap(partsOf)));
}

/** Older builds go; the one before stays until the next comes, for pages of it may still be open. Pages wait for this: be quick. */
export async function takeOver(world: World): Promise<void> {
  const others = (await shells(world)).filter(({ name }) => name !== shellOf(world).name);
  for (const old of others.slice(0, -1)) await old.clear();
}

/** Whether an answer is a page or a part of this very build, fit to be opened again and again. */
export function isOfBuild(response: Response, { build }: World): boolean {
  return response.headers.get(BUILD) === build.build;
}

/** The oldest first. */
async function shells(world: World): Promise<Shelf[]> {
  const names = (await world.caches.keys()).filter((name) => name.startsWith(PREFIX + SHELL));
  return names.map((name) => new Shelf(name.slice(PREFIX.length), world));
}

async function missing(world: World, wanted: readonly string[]): Promise<string[]> {
  const kept = new Set(await shellOf(world).keys());
  return wanted.filter((key) => !kept.has(key));
}

/** Those of the pages that are open; else those of the build before; else the city's own. */
async function languagesInUse(world: World): Promise<string[]> {
  const open = languagesAmong((await world.openPages()).map((address) => new URL(address).pathname), world);
  if (open.length) return open;
  const keys = await Promise.all((await shells(world)).map((shelf) => shelf.keys()));
  const before = languagesAmong(keys.flat(), world);
  return before.length ? before : [world.build.language];
}

function languagesAmong(paths: string[], { build }: World): string[] {
  return [...new Set(paths.map((path) => languageOf(path, build)))].filter((language) => language !== null);
}

/** A few at once. After a failure no more are begun, and those that were have ended. */
async function fetchAll(world: World, keys: string[]): Promise<void> {
  const waiting = [...keys];
  const work = async () => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
      await fetchOne(world, key).catch((error: unknown) => Promise.reject((waiting.length = 0, error)));
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

async function fetchOne(world: World, key: string): Promise<void> {
  await shellOf(world).put(key, await (isFile(key) ? file(world, key) : part(world, key)));
}

/** A file's name changes with its content: what another build has kept is as good as new. Of the rest, many come together. */
async function completeFiles(world: World): Promise<void> {
  for (const key of await missing(world, world.build.files)) {
    const kept = await keptFile(world, key);
    if (kept) await shellOf(world).put(key, kept);
  }
  if ((await missing(world, world.build.files)).length > A_FEW) await unpack(world).catch(() => undefined);
  await fetchAll(world, await missing(world, world.build.files));
}

/** In the shell of any build, this one or another. */
export async function keptFile(world: World, key: string): Promise<Response | undefined> {
  for (const shelf of await shells(world)) {
    const kept = await shelf.find(key);
    if (kept) return kept;
  }
  return undefined;
}

async function unpack(world: World): Promise<void> {
  const texts = (await (await world.fetch(world.build.together)).json()) as Record<string, string>;
  const put = async (key: string) => {
    const [text, type] = [texts[key], TYPES[key.slice(key.lastIndexOf("."))]];
    if (text !== undefined && type) await shellOf(world).put(key, new Response(text, { headers: { "Content-Type": type } }));
  };
  await Promise.all((await missing(world, world.build.files)).map(put));
}

async function file(world: World, key: string): Promise<Response> {
  const response = await world.fetch(key);
  const isForeign = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
  if (!response.ok || response.redirected || isForeign) throw new Error(`${key} answered ${response.status}`);
  return response;
}

/** Past every cache on the way, and as a stranger sees it: nothing of a person lies in a shell from the start. */
async function part(world: World, key: string): Promise<Response> {
  const response = await world.fetch(key, { cache: "reload", credentials: "omit", redirect: "error" });
  const isRight = key.startsWith("/api/") ? isJson(response) : isOfBuild(response, world);
  if (!response.ok || !isRight) throw new Error(`${key} answered ${response.status}, not of build ${world.build.build}`);
  return response;
}

export function isJson(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
}

function isFile(key: string): boolean {
  return key.startsWith("/static/");
}
