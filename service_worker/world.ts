/** What the rules need of the browser, so that Node can test them. */

/** What the server says of this build: the first line of the worker's file. */
export interface Build {
  build: string;
  languages: readonly string[];
  /** The city's own. */
  language: string;
  rightToLeft: readonly string[];
  files: readonly string[];
  /** The address of all of them in one answer: {address: text}. */
  together: string;
  icon: string;
  badge: string;
}

export interface World {
  build: Build;
  caches: Pick<CacheStorage, "open" | "keys" | "delete">;
  fetch(request: Request | string, options?: RequestInit): Promise<Response>;
  /** Milliseconds of this phone's clock, which may be years off: only differences count. */
  now(): number;
  wait(ms: number): Promise<void>;
  /** Others use this phone too: nothing that tells of this person is kept. */
  isShared(): Promise<boolean>;
  /** A cache could not be read and was thrown away. */
  broken(): void;
  /** Asks the server for a newer worker. */
  update(): void;
  /** How many requests this worker has seen since it started. */
  visits(): number;
  /** The phone's owner asked for no more bytes than needed. */
  savesData(): boolean;
  /** The addresses of all open pages. */
  openPages(): Promise<string[]>;
}

/** One request. `waitUntil` may be called until its answer is out and all that it waits for is done. */
export interface Visit {
  request: Request;
  url: URL;
  isPage: boolean;
  /** What the browser asked for while the worker started; undefined where it did not. */
  preload: Promise<Response | undefined>;
  waitUntil(work: Promise<unknown>): void;
}

/** The language that an address names, if it is one of ours: `es` of `/es/report`. */
export function languageOf(path: string, { languages }: Build): string | null {
  const first = path.split("/")[1] ?? "";
  return languages.includes(first) ? first : null;
}
