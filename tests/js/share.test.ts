import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../static/js/lib/outbox/outbox";
import { MemoryStore, NotKept, type Change } from "../../static/js/lib/outbox/store";
import type { Kept } from "../../static/js/lib/outbox/types";
import { isShare, sharedWords, takeShare } from "../../service_worker/share";
import type { World } from "../../service_worker/world";

const ADDRESS = "https://stoop.example/share";
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6, 7, 8]);
const HEIC = new Uint8Array([0, 0, 0, 24, ...new TextEncoder().encode("ftypheic"), 9, 9]);
const SERVER = "the server's own form";

class DurableStore extends MemoryStore {
  override readonly isDurable = true;
}

/** A phone with room for so many photos. */
class FullStore extends DurableStore {
  constructor(private room: number) {
    super();
  }

  override async change(id: string, decide: (row: Kept | undefined) => Change | null): Promise<void> {
    await super.change(id, (row) => {
      const change = decide(row);
      if (change?.photos && this.room-- === 0) throw new NotKept("full");
      return change;
    });
  }
}

function world(lastLanguage: string | null = null, keptPages: string[] = []): World & { sent: Request[] } {
  const sent: Request[] = [];
  const note = lastLanguage ? new Response(lastLanguage) : null;
  const cache = { match: async () => note?.clone(), put: async () => undefined, keys: async () => keptPages.map((path) => ({ url: `https://stoop.example${path}` })) };
  return {
    sent,
    build: { build: "b1", languages: ["en", "es", "ar"], language: "en", rightToLeft: ["ar"], files: [], icon: "", badge: "" },
    caches: { open: async () => cache as unknown as Cache, keys: async () => [], delete: async () => true },
    fetch: async (request: Request) => (sent.push(request), new Response(SERVER)),
    isShared: async () => false,
  } as unknown as World & { sent: Request[] };
}

function request(words: Record<string, string>, ...files: File[]): Request {
  const body = new FormData();
  for (const [name, text] of Object.entries(words)) body.set(name, text);
  for (const file of files) body.append("photos", file);
  return new Request(ADDRESS, { method: "POST", body });
}

function file(bytes: Uint8Array<ArrayBuffer>, type = "image/jpeg", name = "a.jpg"): File {
  return new File([bytes], name, { type });
}

function outboxOn(store: MemoryStore): { outbox: Outbox; open: () => Promise<Outbox> } {
  const outbox = new Outbox(store);
  return { outbox, open: async () => outbox };
}

test("a shared photo waits in a draft, byte for byte, and the report opens with it", async () => {
  const { outbox, open } = outboxOn(new DurableStore());
  const answer = await takeShare(request({ text: "A broken lamp" }, file(JPEG), file(HEIC, "", "b.heic")), world(), open);
  const [kept] = await outbox.list();
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("Location"), `/en/report?draft=${kept!.id}`);
  assert.deepEqual([kept!.state, kept!.kind, kept!.language, kept!.summary.words], ["draft", "reports", "en", "A broken lamp"]);
  assert.deepEqual(kept!.draft!.fields, [["description", "A broken lamp"]]);
  assert.deepEqual(kept!.photos.map(({ state, type }) => [state, type]), [["raw", "image/jpeg"], ["raw", "image/heic"]]);
  assert.deepEqual(new Uint8Array((await outbox.photoBytes(kept!.photos[1]!.key))!), HEIC);
});

test("it opens in the language that this phone read last", async () => {
  const { open } = outboxOn(new DurableStore());
  const answer = await takeShare(request({}, file(JPEG)), world("es"), open);
  assert.match(answer.headers.get("Location")!, /^\/es\/report\?draft=/);
});

test("right after the first visit it opens in the language that this phone keeps", async () => {
  const { open } = outboxOn(new DurableStore());
  const answer = await takeShare(request({}, file(JPEG)), world(null, ["/static/js/main.js", "/ar/", "/ar/report"]), open);
  assert.match(answer.headers.get("Location")!, /^\/ar\/report\?draft=/);
});

test("two shares are two drafts", async () => {
  const { outbox, open } = outboxOn(new DurableStore());
  for (const words of ["one", "two"]) await takeShare(request({ text: words }), world(), open);
  assert.equal((await outbox.list()).length, 2);
});

test("at most five photos are taken, and empty files are none", async () => {
  const { outbox, open } = outboxOn(new DurableStore());
  const many = Array.from({ length: 7 }, (_, n) => file(new Uint8Array([...JPEG, n])));
  await takeShare(request({}, file(new Uint8Array()), ...many), world(), open);
  assert.equal((await outbox.list())[0]!.photos.length, 5);
});

for (const [what, store] of [["keeps nothing", new MemoryStore()], ["has room for one photo of two", new FullStore(1)]] as const) {
  test(`where the phone ${what}, the server gets all of it and no half is left`, async () => {
    const { outbox, open } = outboxOn(store);
    const here = world();
    const answer = await takeShare(request({ text: "Words" }, file(JPEG), file(HEIC)), here, open);
    assert.equal(await answer.text(), SERVER);
    const sent = await here.sent[0]!.formData();
    assert.equal(sent.get("text"), "Words");
    assert.deepEqual(new Uint8Array(await (sent.getAll("photos")[1] as File).arrayBuffer()), HEIC);
    assert.deepEqual(await outbox.list(), []);
  });
}

test("what is no form goes to the server as it is", async () => {
  const { open } = outboxOn(new DurableStore());
  const here = world();
  const odd = new Request(ADDRESS, { method: "POST", body: "no form", headers: { "Content-Type": "text/plain" } });
  assert.equal(await (await takeShare(odd, here, open)).text(), SERVER);
  assert.equal(await here.sent[0]!.text(), "no form");
});

const WORDS: [Record<string, string>, string][] = [
  [{ title: "Graffiti", text: "On the bridge" }, "Graffiti\nOn the bridge"],
  [{ title: "A page", url: "https://example.org/" }, "A page\nhttps://example.org/"],
  [{ text: "See https://example.org/a", url: "https://example.org/a" }, "See https://example.org/a"],
  [{ title: "The same", text: "The same" }, "The same"],
  [{}, ""],
];
for (const [words, wanted] of WORDS) {
  test(`shared words stand there once: ${JSON.stringify(words)}`, async () => {
    assert.equal(sharedWords(await request(words).formData()), wanted);
  });
}

const OTHERS: [string, Partial<Request>][] = [
  ["a GET", { method: "GET" }],
  ["what a script sends", { mode: "cors" }],
  ["the plain report form", { url: "https://stoop.example/en/report" }],
  ["a longer address", { url: `${ADDRESS}/more` }],
];
const share = { method: "POST", mode: "navigate", url: ADDRESS } as Request;
for (const [what, change] of OTHERS) {
  test(`${what} is left alone`, () => {
    assert.equal(isShare({ ...share, ...change } as Request), false);
  });
}

test("a share is taken, whatever its address asks", () => {
  assert.equal(isShare({ ...share, url: `${ADDRESS}?from=gallery` } as Request), true);
});
