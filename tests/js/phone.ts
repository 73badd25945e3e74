/** A phone with an outbox, for tests: hands reports over and drains them by a clock of its own. */
import { createHash, randomBytes, webcrypto } from "node:crypto";
import { drain, type DrainTools } from "../../static/js/lib/outbox/drain";
import { Outbox, type News } from "../../static/js/lib/outbox/outbox";
import { MemoryStore, type Store } from "../../static/js/lib/outbox/store";
import type { Kept, Kind } from "../../static/js/lib/outbox/types";
import type { FakeCity } from "./fake-city";
import { fakeWait } from "./fakes";

export const SECRET = "s".repeat(32);
export const START = Date.parse("2026-11-21T12:00:00Z");

export function photo(bytes: number = 1000) {
  const content = new Uint8Array(randomBytes(bytes)).buffer;
  return { sha256: createHash("sha256").update(new Uint8Array(content)).digest("hex"), type: "image/jpeg", bytes: content };
}

export type TestPhoto = ReturnType<typeof photo>;

export class TestPhone {
  now = START;
  readonly news: News[] = [];
  readonly receipts: string[] = [];
  readonly wait = fakeWait();
  readonly outbox: Outbox;

  constructor(readonly city: FakeCity, readonly store: Store = new MemoryStore()) {
    const digest = async (bytes: ArrayBuffer) => createHash("sha256").update(new Uint8Array(bytes)).digest("hex");
    this.outbox = new Outbox(store, { tell: (news) => void this.news.push(news), now: () => this.now, digest });
  }

  async begin(id: string, kind: Kind = "reports", reportId: string | null = null): Promise<void> {
    await this.outbox.begin({ id, kind, secret: SECRET, language: "es", reportId });
    this.now += 1;
  }

  /** A report that is handed over, with these words and photos. */
  async report(id: string, words: string = `words of ${id}`, photos: TestPhoto[] = []): Promise<void> {
    await this.begin(id);
    for (const each of photos) await this.outbox.addPhoto(id, each);
    await this.handOver(id, words, photos);
  }

  async handOver(id: string, words: string, photos: TestPhoto[] = []): Promise<void> {
    const declared = photos.map(({ sha256, bytes, type }) => ({ sha256, bytes: bytes.byteLength, type }));
    const body = { schema: 1, description: words, photos: declared, client_time: new Date(this.now).toISOString() };
    await this.outbox.handOver(id, new TextEncoder().encode(JSON.stringify(body)), { title: "Recibido", body: "{number}" });
  }

  drain(more: Partial<DrainTools> = {}): Promise<number | null> {
    return drain(this.outbox, {
      fetch: this.city.fetch,
      wait: this.wait,
      now: () => this.now,
      random: () => 0,
      digest: (bytes) => webcrypto.subtle.digest("SHA-256", bytes),
      onReceipt: (kept) => void this.receipts.push(kept.id),
      ...more,
    });
  }

  /** Drains and lets the time pass, until nothing waits for the network. */
  async drainAll(passes: number = 200): Promise<void> {
    for (let next = await this.drain(); next !== null; next = await this.drain()) {
      if (passes-- === 0) throw new Error("it never ends");
      this.now = Math.max(this.now, next);
    }
  }

  async row(id: string): Promise<Kept> {
    return (await this.outbox.find(id))!;
  }
}
