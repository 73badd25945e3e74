/** Pages of cases that the worker saved on this phone because somebody looked at them. */

export interface SeenCase {
  number: string;
  path: string;
  language: string;
  title: string;
  statusText: string;
  /** When the page was saved, in words of the city's clock and of its language. */
  savedText: string;
}

interface Saved extends SeenCase {
  savedAt: number;
}

const SHELL = "stoop-shell-";
const ADDRESS = /^\/([\w-]+)\/cases\/(\d{10})$/;
const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };

/** Newest first, each case once: in the reader's language where it was saved in that. */
export async function seenCases(caches: CacheStorage, language: string, most: number): Promise<SeenCase[]> {
  const names = (await caches.keys()).filter((name) => name.startsWith("stoop-") && !name.startsWith(SHELL));
  const saved = (await Promise.all(names.map(async (name) => casesIn(await caches.open(name))))).flat();
  const byNumber = new Map<string, Saved>();
  for (const page of saved.sort((a, b) => b.savedAt - a.savedAt)) {
    const known = byNumber.get(page.number);
    if (!known || (page.language === language && known.language !== language)) byNumber.set(page.number, page);
  }
  return [...byNumber.values()].slice(0, most);
}

async function casesIn(cache: Cache): Promise<Saved[]> {
  const requests = (await cache.keys()).filter(({ url }) => ADDRESS.test(new URL(url).pathname));
  const pages = await Promise.all(requests.map(async (request) => read(new URL(request.url).pathname, await cache.match(request))));
  return pages.filter((page) => page !== null);
}

async function read(path: string, response: Response | undefined): Promise<Saved | null> {
  const [, language = "", number = ""] = ADDRESS.exec(path) ?? [];
  if (!response) return null;
  const page = await response.text();
  const title = textOf(/<h1[^>]*>([^]*?)<\/h1>/.exec(page)?.[1]);
  if (!title) return null;
  return {
    number, path, language, title, statusText: textOf(/<p class="status [^]*?<span>([^]*?)<\/span>/.exec(page)?.[1]),
    savedText: momentIn(response.headers), savedAt: Date.parse(response.headers.get("Date") ?? "") || 0,
  };
}

/** The page is our own: tags without surprises, and the five entities that its templates write. */
function textOf(html: string | undefined): string {
  return (html ?? "").replace(/<[^>]*>/g, "").replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => ENTITIES[entity]!).replace(/\s+/g, " ").trim();
}

function momentIn(headers: Headers): string {
  try {
    return decodeURIComponent(headers.get("Stoop-Moment") ?? "");
  } catch {
    return "";
  }
}
