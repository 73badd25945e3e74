/** A phone for the service worker in memory: caches, a network that can be dead or slow, and pages that ask. */
import { answer } from "../../service_worker/caching";
import { install } from "../../service_worker/shell";
import type { Visit, World } from "../../service_worker/world";

export const ORIGIN = "https://stoop.example";
export const BUILD = "build-two";
const MOMENT = "Nov%2018%2C%2012%3A00";

interface Facts {
  status?: number;
  headers?: Record<string, string>;
  type?: ResponseType;
  redirected?: boolean;
  /** The line breaks before its end. */
  isCut?: boolean;
}

/** An answer as the network gives it: Node's own are of no type. */
export function answered(body: string | null, { status = 200, headers = {}, type = "basic", redirected = false, isCut = false }: Facts = {}): Response {
  const response = new Response(isCut ? cut() : body, { status, headers });
  const facts = { type: { value: type }, redirected: { value: redirected }, clone: { value: () => answered(body, { status, headers, type, redirected, isCut }) } };
  return Object.defineProperties(response, facts);
}

function cut(): ReadableStream {
  return new ReadableStream({ start: (stream) => stream.error(new TypeError("network error")) });
}

/** A page of the city, of a build. */
export function page(words: string, build = BUILD, facts: Facts = {}): Response {
  const html = `<p class="strip saved" role="status" hidden>As of <bdi class="saved-moment"></bdi></p><main>${words}</main>`;
  return answered(html, { ...facts, headers: { "Content-Type": "text/html; charset=utf-8", "Stoop-Build": build, "Stoop-Moment": MOMENT, ...facts.headers } });
}

export function data(value: unknown): Response {
  return answered(JSON.stringify(value), { headers: { "Content-Type": "application/json" } });
}

class MemoryCache {
  readonly entries = new Map<string, { body: ArrayBuffer; status: number; headers: Headers }>();
  isFull = false;
  isBroken = false;

  async match(key: RequestInfo): Promise<Response | undefined> {
    if (this.isBroken) throw new DOMException("the disk is gone", "UnknownError");
    const found = this.entries.get(absolute(key));
    return found && new Response(found.body.slice(0), found);
  }

  async put(key: RequestInfo, response: Response): Promise<void> {
    const { status, headers } = response;
    const body = await response.arrayBuffer();
    if (this.isFull) throw new DOMException("no room", "QuotaExceededError");
    this.entries.delete(absolute(key)); // what is put again stands last
    this.entries.set(absolute(key), { body, status, headers });
  }

  async delete(key: RequestInfo): Promise<boolean> {
    return this.entries.delete(absolute(key));
  }

  async keys(): Promise<{ url: string }[]> {
    if (this.isBroken) throw new DOMException("the disk is gone", "UnknownError");
    return [...this.entries.keys()].map((url) => ({ url }));
  }
}

function absolute(key: RequestInfo): string {
  return new URL(typeof key === "string" ? key : key.url, ORIGIN).href;
}

type Reply = () => Response | Promise<Response>;

export class Phone {
  readonly stores = new Map<string, MemoryCache>();
  readonly asked: string[] = [];
  readonly options = new Map<string, RequestInit>();
  readonly pages = new Map<string, Reply>();
  openPages: string[] = [];
  clock = 1_000_000;
  isDead = false;
  /** Whoever waits for the network has waited long enough. */
  isSlow = false;
  isShared = false;
  /** The phone's owner saves data. */
  isFrugal = false;
  updates = 0;
  visitCount = 0;
  breakages = 0;
  private readonly works: Promise<unknown>[] = [];

  readonly world: World = {
    build: {
      build: BUILD, languages: ["en", "es", "ar"], language: "en", rightToLeft: ["ar"], files: ["/static/js/main-BBBBBBBB.js", "/static/css/main-BBBBBBBB.css"],
      together: "/static/together/CCCCCCCC.json", icon: "/static/icon.png", badge: "/static/badge.png",
    },
    caches: {
      open: async (name: string) => (this.stores.get(name) ?? this.make(name)) as unknown as Cache,
      keys: async () => [...this.stores.keys()],
      delete: async (name: string) => this.stores.delete(name),
    },
    fetch: async (request, options) => this.ask(request, options),
    now: () => this.clock,
    wait: () => (this.isSlow ? new Promise((resolve) => setTimeout(resolve)) : new Promise(() => undefined)),
    isShared: async () => this.isShared,
    broken: () => void this.breakages++,
    update: () => void this.updates++,
    visits: () => this.visitCount,
    savesData: () => this.isFrugal,
    openPages: async () => this.openPages,
  };

  /** What the city answers at a path, from now on. */
  serves(path: string, reply: Reply): void {
    this.pages.set(path, reply);
  }

  /** The whole shell of a build in these languages. */
  servesShell(languages: readonly string[] = ["en", "es", "ar"], build = BUILD): void {
    for (const file of this.world.build.files) this.serves(file, () => answered(`// ${file}`, { headers: { "Content-Type": "text/javascript" } }));
    for (const language of languages) {
      for (const name of ["", "report", "mine", "phone", "offline"]) this.serves(`/${language}/${name}`, () => page(`${language} ${name || "home"}`, build));
      this.serves(`/api/v1/services?lang=${language}&questions=1`, () => data({ services: [language] }));
    }
  }

  /** What the page gets that asks; null where the worker leaves it alone. */
  opens(path: string, { preload, ...more }: { preload?: Response; method?: string; headers?: HeadersInit } = {}): Promise<Response> | null {
    return this.visits(path, true, preload, more);
  }

  /** What a script, style or picture of a page asks for. */
  asks(path: string, more: RequestInit = {}): Promise<Response> | null {
    return this.visits(path, false, undefined, more);
  }

  /** True afterwards: everything that the worker does behind is done. */
  async settles(): Promise<void> {
    for (let count = 0; count < this.works.length; count++) await this.works[count];
  }

  keysOf(name: string): string[] {
    return [...(this.stores.get(`stoop-${name}`)?.entries.keys() ?? [])].map((url) => url.slice(ORIGIN.length));
  }

  make(name: string): MemoryCache {
    const cache = new MemoryCache();
    this.stores.set(name, cache);
    return cache;
  }

  private visits(path: string, isPage: boolean, preload: Response | undefined, more: RequestInit): Promise<Response> | null {
    this.visitCount++;
    const visit: Visit = {
      request: new Request(ORIGIN + path, more), url: new URL(ORIGIN + path), isPage, preload: Promise.resolve(preload),
      waitUntil: (work) => void this.works.push(work),
    };
    return answer(visit, this.world);
  }

  private async ask(request: Request | string, options: RequestInit = {}): Promise<Response> {
    const { pathname, search } = new URL(absolute(request));
    this.asked.push(pathname + search);
    this.options.set(pathname + search, options);
    if (this.isDead) throw new TypeError("Failed to fetch");
    const reply = this.pages.get(pathname + search) ?? this.pages.get(pathname);
    return reply ? reply() : answered("not here", { status: 404 });
  }
}

export async function textOf(response: Promise<Response> | null): Promise<string> {
  return (await response!).text();
}

/** A phone whose owner reads this language and was here once. */
export async function phoneWithShell(language = "en"): Promise<Phone> {
  const phone = new Phone();
  phone.servesShell();
  phone.openPages = [`${ORIGIN}/${language}/`];
  await install(phone.world);
  phone.asked.length = 0;
  return phone;
}

/** Somebody has read this before; now the network is gone. */
export async function offlineAfter(phone: Phone, ...paths: string[]): Promise<Phone> {
  for (const path of paths) await phone.opens(path);
  await phone.settles();
  phone.isDead = true;
  return phone;
}
