import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { canKeep, count, countSaved, hasOutbox, megabytes, unsent, wipe } from "../../static/js/lib/kept-here";
import { Outbox } from "../../static/js/lib/outbox/outbox";
import { MemoryStore } from "../../static/js/lib/outbox/store";
import { FakeCaches, knownCase, photo, row } from "./on-a-phone";

const RECEIPT = { report_id: "r", number: "1000000001", url: "/c/1000000001", status: "received", expected_on: null, photos: [] };
const SENT = row("sent", { receipt: RECEIPT, photos: [photo("there", "received")] });
const ONE_OF_EACH = [row("draft"), row("ready"), row("sending"), SENT, row("needs-you")];
const BLANK = row("draft", { draft: null, photos: [] });

/** As much of Storage as is asked of it: names as own keys, and taking one away. */
function localStorage(): Storage {
  const kept = { "stoop": "1", "stoop-install": "no", "somebody else's": "2" };
  const removeItem = (name: keyof typeof kept) => void delete kept[name];
  return Object.defineProperty(kept, "removeItem", { value: removeItem }) as unknown as Storage;
}

/** An empty database of this name, as another part of the app leaves it behind. */
function opened(databases: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve) => {
    const request = databases.open(name);
    request.onsuccess = () => resolve(request.result);
  });
}

async function names(databases: IDBFactory): Promise<(string | undefined)[]> {
  return (await databases.databases()).map(({ name }) => name);
}

test("each thing is counted where it belongs", () => {
  assert.deepEqual(count(ONE_OF_EACH, []), { waiting: 2, needsYou: 1, drafts: 1, photos: 4, cases: 1 });
});

test("a photo that the city has is counted no more", () => {
  const photos = [photo("a"), photo("b", "raw"), photo("c", "received"), photo("d", "refused")];
  assert.equal(count([row("sending", { photos })], []).photos, 3);
});

test("a case is one, whether the receipt or the city told of it", () => {
  const rows = [row("sent", { receipt: RECEIPT })];
  assert.equal(count(rows, [knownCase("1000000001"), knownCase("1000000002")]).cases, 2);
});

test("a form that was only touched is nothing that could be lost", () => {
  assert.equal(count([BLANK], []).drafts, 0);
  assert.deepEqual(unsent([BLANK]), []);
});

test("a draft with a photo alone can be lost", () => {
  const draft = row("draft", { draft: null });
  assert.deepEqual(unsent([draft]), [draft]);
});

test("a photo that the city did not take is only here, though its report is sent", () => {
  const sent = row("sent", { photos: [photo("there", "received"), photo("here", "refused")] });
  assert.equal(count([sent], []).photos, 1);
  assert.deepEqual(unsent([sent]), [sent]);
});

test("what the city has cannot be lost, all else can", () => {
  assert.deepEqual(unsent(ONE_OF_EACH).map(({ state }) => state), ["draft", "ready", "sending", "needs-you"]);
});

for (const [bytes, size] of [[0, 0], [999_999, 0], [1_000_000, 1], [1_499_999, 1], [2_600_000, 3], [123_400_000, 123]] as const) {
  test(`${bytes} bytes are ${size} MB`, () => assert.equal(megabytes(bytes), size));
}

test("looking for an outbox makes none", async () => {
  const databases = new IDBFactory();
  assert.equal(await hasOutbox(databases), false);
  assert.deepEqual(await names(databases), []);
  (await opened(databases, "stoop")).close();
  assert.equal(await hasOutbox(databases), true);
});

test("a browser that cannot list its databases may have one", async () => {
  assert.equal(await hasOutbox({} as unknown as IDBFactory), true);
  assert.equal(await hasOutbox({ databases: () => Promise.reject(new Error("no")) } as unknown as IDBFactory), true);
});

test("trying whether the browser keeps anything leaves nothing behind", async () => {
  const databases = new IDBFactory();
  assert.equal(await canKeep(databases), true);
  assert.deepEqual(await names(databases), []);
});

test("a browser that refuses keeps nothing", async () => {
  const refusing = { open: () => { throw new DOMException("no", "SecurityError"); } } as unknown as IDBFactory;
  assert.equal(await canKeep(refusing), false);
  assert.equal(await canKeep(undefined), false);
});

test("saved pages and files are counted, and those of nobody of ours are not", async () => {
  const caches = new FakeCaches({ "stoop-shell-1": ["/a", "/b"], "stoop-pages": ["/c"], "others": ["/d"] });
  assert.equal(await countSaved(caches.asStorage()), 3);
});

test("a cache that goes while it is counted counts for nothing", async () => {
  const caches = new FakeCaches({ "stoop-shell-1": ["/a", "/b"], "stoop-pages": ["/c"] });
  const open = caches.open.bind(caches);
  caches.open = (name) => (name === "stoop-pages" ? Promise.reject(new DOMException("gone", "NotFoundError")) : open(name));
  assert.equal(await countSaved(caches.asStorage()), 2);
});

test("deleting all leaves nothing of ours", async () => {
  const [outbox, databases, local] = [new Outbox(new MemoryStore()), new IDBFactory(), localStorage()];
  const caches = new FakeCaches({ "stoop-shell-1": ["/a"], "stoop-pages": ["/c"], "others": ["/d"] });
  (await opened(databases, "stoop")).close();
  await outbox.begin({ id: "1", kind: "reports", secret: "s", language: "en" });
  await wipe(outbox, databases, caches.asStorage(), [local]);
  assert.deepEqual(await outbox.list(), []);
  assert.deepEqual(await names(databases), []);
  assert.deepEqual(await caches.keys(), ["others"]);
  assert.deepEqual(Object.keys(local), ["somebody else's"]);
});

test("a tab that holds on to the database is left with an empty one", async () => {
  const [outbox, databases] = [new Outbox(new MemoryStore()), new IDBFactory()];
  const held = await opened(databases, "stoop");
  await outbox.begin({ id: "1", kind: "reports", secret: "s", language: "en" });
  await wipe(outbox, databases, undefined, [localStorage()]);
  assert.deepEqual(await outbox.list(), []);
  held.close();
});

test("where the browser keeps nothing there is nothing to delete", async () => {
  const local = localStorage();
  await wipe(null, undefined, undefined, [local]);
  assert.deepEqual(Object.keys(local), ["somebody else's"]);
});
