/** Named caches, each with a limit. One that cannot be read is thrown away: it holds only copies. */
import type { World } from "./world";

/** The moment at which this phone kept a copy, by its own clock. */
export const KEPT = "Stoop-Kept";
export const PREFIX = "stoop-";
const PHOTOS = `${PREFIX}photos`;

export class Shelf {
  readonly name: string;

  constructor(name: string, private readonly world: World, private readonly most = Infinity) {
    this.name = PREFIX + name;
  }

  async find(key: string): Promise<Response | undefined> {
    return this.read((cache) => cache.match(key, { ignoreVary: true }), undefined);
  }

  /** Paths and queries of what is here, the oldest first. */
  async keys(): Promise<string[]> {
    return this.read(async (cache) => (await cache.keys()).map(({ url }) => pathOf(url)), []);
  }

  /**
   * The latest stands last; what is too many goes. Throws where the phone has no room, after giving up the photos, or where the
   * line breaks in the middle of an answer: what was here before stays then.
   */
  async put(key: string, response: Response): Promise<void> {
    const whole = await this.stamped(response);
    const cache = await this.world.caches.open(this.name);
    try {
      await cache.put(key, whole);
    } catch (error) {
      await this.world.caches.delete(PHOTOS);
      throw error;
    }
    if (this.most < Infinity) await this.trim(cache);
  }

  private async trim(cache: Cache): Promise<void> {
    const keys = await cache.keys();
    for (const old of keys.slice(0, Math.max(0, keys.length - this.most))) await cache.delete(old);
  }

  async drop(key: string): Promise<void> {
    await this.read((cache) => cache.delete(key, { ignoreVary: true }), false);
  }

  async clear(): Promise<void> {
    await this.world.caches.delete(this.name);
  }

  /** Rewritten without what spoke of the bytes on their way. */
  private async stamped(response: Response): Promise<Response> {
    const headers = new Headers(response.headers);
    headers.delete("Content-Encoding");
    headers.delete("Content-Length");
    headers.set(KEPT, String(this.world.now()));
    return new Response(await response.arrayBuffer(), { status: response.status, headers });
  }

  private async read<T>(work: (cache: Cache) => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work(await this.world.caches.open(this.name));
    } catch {
      this.world.broken();
      await this.clear().catch(() => undefined);
      return otherwise;
    }
  }
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return pathname + search;
}
