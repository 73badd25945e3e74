import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { IDBDatabase, IDBFactory, IDBObjectStore, IDBOpenDBRequest } from "fake-indexeddb";
import { openDB } from "idb";
import { mock, test, type TestContext } from "node:test";
import { IdbStore } from "../../static/js/lib/outbox/idb-store";
import { NotKept } from "../../static/js/lib/outbox/store";
import { FakeCity } from "./fake-city";
import { photo, TestPhone } from "./phone";

const failsWith = (reason: string) => (error: unknown) => error instanceof NotKept && error.reason === reason;

async function phoneWithStorage(): Promise<TestPhone> {
  globalThis.indexedDB = new IDBFactory();
  return new TestPhone(new FakeCity(), await IdbStore.open());
}

/** The disk is full for whatever is put from now on, or for what `isBig` says. */
function fillDisk(context: TestContext, isBig: (value: unknown) => boolean = () => true): void {
  const put = IDBObjectStore.prototype.put;
  context.mock.method(IDBObjectStore.prototype, "put", function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    if (isBig(value)) throw new DOMException("The current transaction exceeded its quota limitations.", "QuotaExceededError");
    return put.call(this, value, key);
  });
}

/** What a browser does to a connection that it takes away. */
async function closeUnderneath(): Promise<void> {
  const close = mock.method(IDBDatabase.prototype, "transaction", function (this: IDBDatabase) {
    close.mock.restore();
    this.close();
    throw new DOMException("The database connection is closing.", "InvalidStateError");
  });
}

test("rows and photos are still there when the browser was closed and opened again", async () => {
  const phone = await phoneWithStorage();
  const taken = photo();
  await phone.report("r1", "words", [taken]);
  const reopened = new TestPhone(new FakeCity(), await IdbStore.open());
  const row = await reopened.row("r1");
  assert.deepEqual(row, await phone.row("r1"));
  assert.deepEqual(await reopened.outbox.photoBytes(row.photos[0]!.key), taken.bytes);
});

test("every change is asked to be on the disk before it counts", async (context) => {
  const phone = await phoneWithStorage();
  const asked = context.mock.method(IDBDatabase.prototype, "transaction");
  await phone.report("r1", "words", [photo()]);
  const writes = asked.mock.calls.map(({ arguments: [, mode, options] }) => [mode, options?.durability] as const).filter(([mode]) => mode === "readwrite");
  assert.equal(writes.length, 3);
  assert.ok(writes.every(([, durability]) => durability === "strict"));
});

test("handing over resolves after the transaction has completed, not when its requests have", async (context) => {
  const phone = await phoneWithStorage();
  const events: string[] = [];
  await phone.begin("r1");
  const begun = IDBDatabase.prototype.transaction;
  context.mock.method(IDBDatabase.prototype, "transaction", function (this: IDBDatabase, ...given: Parameters<typeof begun>) {
    const transaction = begun.apply(this, given);
    if (given[1] === "readwrite") transaction.addEventListener("complete", () => void events.push("complete"));
    return transaction;
  });
  await phone.handOver("r1", "words");
  events.push("told");
  assert.deepEqual(events, ["complete", "told"]);
});

test("photos are kept as bytes, never as a file or a blob", async () => {
  const phone = await phoneWithStorage();
  await phone.report("r1", "words", [photo()]);
  const database = await openDB("stoop");
  assert.deepEqual((await database.getAll("photos")).map((value) => Object.prototype.toString.call(value)), ["[object ArrayBuffer]"]);
  database.close();
});

test("a photo that does not fit is said, and the draft stays whole", async (context) => {
  const phone = await phoneWithStorage();
  await phone.begin("r1");
  const small = await phone.outbox.addPhoto("r1", photo());
  const before = await phone.row("r1");
  fillDisk(context, (value) => value instanceof ArrayBuffer);
  await assert.rejects(phone.outbox.addPhoto("r1", photo()), failsWith("full"));
  assert.deepEqual(await phone.row("r1"), before);
  assert.ok(await phone.outbox.photoBytes(small.key));
});

test("a lighter photo that does not fit leaves the one it came from", async (context) => {
  const phone = await phoneWithStorage();
  await phone.begin("r1");
  const raw = await phone.outbox.addPhoto("r1", { ...photo(), isRaw: true });
  fillDisk(context);
  await assert.rejects(phone.outbox.replacePhoto("r1", raw.key, photo()), failsWith("full"));
  assert.ok(await phone.outbox.photoBytes(raw.key));
  assert.deepEqual((await phone.row("r1")).photos, [raw]);
});

test("words that do not fit are not called kept, and what was kept before stays", async (context) => {
  const phone = await phoneWithStorage();
  await phone.begin("r1");
  fillDisk(context);
  await assert.rejects(phone.handOver("r1", "words"), failsWith("full"));
  assert.equal((await phone.row("r1")).state, "draft");
});

test("a disk that fills only when the transaction ends undoes all of it", async (context) => {
  const phone = await phoneWithStorage();
  await phone.begin("r1");
  const put = IDBObjectStore.prototype.put;
  context.mock.method(IDBObjectStore.prototype, "put", function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    const request = put.call(this, value, key);
    if (value instanceof ArrayBuffer) request.addEventListener("success", () => this.transaction.abort());
    return request;
  });
  await assert.rejects(phone.outbox.addPhoto("r1", photo()), failsWith("broken"));
  assert.deepEqual((await phone.row("r1")).photos, []);
});

test("a connection that the browser closed is opened again, and nobody notices", async () => {
  const phone = await phoneWithStorage();
  await phone.begin("r1");
  await closeUnderneath();
  await phone.outbox.saveDraft("r1", { fields: [["description", "typed"]], place: { kind: "nothing" }, step: "" }, { service: "", place: "", words: "" });
  await closeUnderneath();
  assert.deepEqual((await phone.row("r1")).draft!.fields, [["description", "typed"]]);
});

test("many changes at once survive a connection that is taken away under them", async () => {
  const phone = await phoneWithStorage();
  await closeUnderneath();
  await Promise.all(["r1", "r2", "r3", "r4"].map((id) => phone.begin(id)));
  assert.equal((await phone.outbox.list()).length, 4);
});

test("storage that stays broken is said", async (context) => {
  const phone = await phoneWithStorage();
  context.mock.method(IDBDatabase.prototype, "transaction", () => {
    throw new DOMException("Connection to Indexed Database server lost.", "UnknownError");
  });
  await assert.rejects(phone.begin("r1"), failsWith("broken"));
});

test("a page gives way to a newer version of the app and goes on with its data", async () => {
  const phone = await phoneWithStorage();
  await phone.begin("r1");
  const newer = await openDB("stoop", 2, { upgrade: (database) => void database.createObjectStore("more") });
  await phone.begin("r2");
  assert.deepEqual((await phone.outbox.list()).map(({ id }) => id), ["r2", "r1"]);
  newer.close();
});

test("a browser that refuses IndexedDB is found out", async () => {
  const refusing = { open: () => { throw new DOMException("denied", "SecurityError"); } };
  globalThis.indexedDB = refusing as unknown as IDBFactory;
  await assert.rejects(IdbStore.open(), failsWith("broken"));
});

test("a browser that has no IndexedDB is found out", async () => {
  globalThis.indexedDB = undefined as unknown as IDBFactory;
  await assert.rejects(IdbStore.open(), failsWith("broken"));
});

test("a browser that never opens the database is not waited for", async () => {
  globalThis.indexedDB = { open: () => new IDBOpenDBRequest() } as unknown as IDBFactory;
  await assert.rejects(IdbStore.open(1), failsWith("broken"));
});

test("a change that never ends is not waited for", async (context) => {
  globalThis.indexedDB = new IDBFactory();
  await IdbStore.open();
  const phone = new TestPhone(new FakeCity(), new IdbStore(1));
  const opening = context.mock.method(globalThis.indexedDB, "open", () => new IDBOpenDBRequest());
  await assert.rejects(phone.begin("r1"), failsWith("broken"));
  assert.equal(opening.mock.callCount(), 1);
});
