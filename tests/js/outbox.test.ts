import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { IDBFactory } from "fake-indexeddb";
import { test } from "node:test";
import { IdbStore } from "../../static/js/lib/outbox/idb-store";
import { MemoryStore, NotKept, type Store } from "../../static/js/lib/outbox/store";
import { FakeCity } from "./fake-city";
import { photo, SECRET, START, TestPhone } from "./phone";

const DRAFT = { fields: [["description", "Un hoyo"]] as [string, string][], place: { kind: "nothing" as const }, step: "details" };
const SUMMARY = { service: "Hoyo", place: "1234 Market St", words: "Un hoyo" };

const STORES: [string, () => Promise<Store>][] = [
  ["in memory", async () => new MemoryStore()],
  ["in IndexedDB", async () => {
    globalThis.indexedDB = new IDBFactory();
    return IdbStore.open();
  }],
];

const failsWith = (reason: string) => (error: unknown) => error instanceof NotKept && error.reason === reason;

for (const [where, open] of STORES) {
  const phoneWith = async () => new TestPhone(new FakeCity(), await open());

  test(`${where}: a draft is there from the first touch, with all that was typed`, async () => {
    const phone = await phoneWith();
    await phone.begin("r1");
    await phone.outbox.saveDraft("r1", DRAFT, SUMMARY);
    const row = await phone.row("r1");
    assert.deepEqual([row.state, row.secret, row.language, row.kind, row.createdAt], ["draft", SECRET, "es", "reports", START]);
    assert.deepEqual([row.draft, row.summary], [DRAFT, SUMMARY]);
  });

  test(`${where}: beginning the same draft again changes nothing`, async () => {
    const phone = await phoneWith();
    await phone.begin("r1");
    await phone.outbox.saveDraft("r1", DRAFT, SUMMARY);
    await phone.outbox.begin({ id: "r1", kind: "reports", secret: "another".repeat(4), language: "ar" });
    assert.deepEqual([(await phone.row("r1")).draft, (await phone.row("r1")).secret], [DRAFT, SECRET]);
  });

  test(`${where}: several drafts stand side by side, newest first`, async () => {
    const phone = await phoneWith();
    for (const id of ["r1", "r2", "r3"]) await phone.begin(id);
    assert.deepEqual((await phone.outbox.list()).map(({ id }) => id), ["r3", "r2", "r1"]);
  });

  test(`${where}: a photo is kept as bytes under a random key, and the same photo twice is one`, async () => {
    const phone = await phoneWith();
    const taken = photo();
    await phone.begin("r1");
    const kept = await phone.outbox.addPhoto("r1", taken);
    const again = await phone.outbox.addPhoto("r1", taken);
    assert.deepEqual(again, kept);
    assert.match(kept.key, /^[0-9a-f-]{36}$/);
    assert.deepEqual((await phone.row("r1")).photos, [{ key: kept.key, sha256: taken.sha256, type: "image/jpeg", bytes: 1000, state: "kept" }]);
    assert.deepEqual(await phone.outbox.photoBytes(kept.key), taken.bytes);
  });

  test(`${where}: a raw photo gives way to the lighter one made of it`, async () => {
    const phone = await phoneWith();
    const [raw, light] = [photo(5000), photo(1000)];
    await phone.begin("r1");
    const first = await phone.outbox.addPhoto("r1", { ...raw, isRaw: true });
    assert.equal(first.state, "raw");
    const kept = await phone.outbox.replacePhoto("r1", first.key, light);
    assert.deepEqual((await phone.row("r1")).photos, [{ ...kept, sha256: light.sha256, state: "kept" }]);
    assert.equal(await phone.outbox.photoBytes(first.key), null);
    assert.deepEqual(await phone.outbox.photoBytes(kept.key), light.bytes);
  });

  test(`${where}: making a photo lighter after it was taken away brings nothing back`, async () => {
    const phone = await phoneWith();
    await phone.begin("r1");
    const first = await phone.outbox.addPhoto("r1", { ...photo(), isRaw: true });
    await phone.outbox.removePhoto("r1", first.key);
    await assert.rejects(phone.outbox.replacePhoto("r1", first.key, photo()), failsWith("missing-photo"));
    assert.deepEqual((await phone.row("r1")).photos, []);
  });

  test(`${where}: two raw photos that become the same light one are one photo`, async () => {
    const phone = await phoneWith();
    const light = photo(1000);
    await phone.begin("r1");
    const raws = [await phone.outbox.addPhoto("r1", { ...photo(), isRaw: true }), await phone.outbox.addPhoto("r1", { ...photo(), isRaw: true })];
    const kept = await phone.outbox.replacePhoto("r1", raws[0]!.key, light);
    assert.deepEqual(await phone.outbox.replacePhoto("r1", raws[1]!.key, light), kept);
    assert.deepEqual((await phone.row("r1")).photos, [kept]);
    assert.deepEqual(await phone.outbox.photoBytes(kept.key), light.bytes);
  });

  test(`${where}: a removed photo leaves nothing behind, the others stay`, async () => {
    const phone = await phoneWith();
    await phone.begin("r1");
    const [gone, stays] = [await phone.outbox.addPhoto("r1", photo()), await phone.outbox.addPhoto("r1", photo())];
    await phone.outbox.removePhoto("r1", gone.key);
    assert.deepEqual((await phone.row("r1")).photos, [stays]);
    assert.equal(await phone.outbox.photoBytes(gone.key), null);
  });

  test(`${where}: what is handed over is frozen, byte for byte`, async () => {
    const phone = await phoneWith();
    const body = new TextEncoder().encode('{"description":"Un hoyo"}');
    await phone.begin("r1");
    await phone.outbox.handOver("r1", body, null);
    body.fill(0);
    const row = await phone.row("r1");
    assert.equal(row.state, "ready");
    assert.equal(new TextDecoder().decode(row.body!), '{"description":"Un hoyo"}');
    assert.ok(phone.news.some((news) => news.kind === "handed-over" && news.id === "r1"));
  });

  test(`${where}: handing over twice is refused, the first words stay`, async () => {
    const phone = await phoneWith();
    await phone.report("r1", "first");
    await assert.rejects(phone.handOver("r1", "second"), failsWith("handed-over"));
    assert.match(new TextDecoder().decode((await phone.row("r1")).body!), /first/);
  });

  test(`${where}: what was handed over cannot be typed into, nor lose photos`, async () => {
    const phone = await phoneWith();
    const taken = photo();
    await phone.report("r1", "words", [taken]);
    const [kept] = (await phone.row("r1")).photos;
    await assert.rejects(phone.outbox.saveDraft("r1", DRAFT, SUMMARY), failsWith("handed-over"));
    await assert.rejects(phone.outbox.addPhoto("r1", photo()), failsWith("handed-over"));
    await assert.rejects(phone.outbox.removePhoto("r1", kept!.key), failsWith("handed-over"));
    assert.deepEqual(await phone.outbox.photoBytes(kept!.key), taken.bytes);
  });

  test(`${where}: a draft that is gone says so, whatever is done with it`, async () => {
    const phone = await phoneWith();
    await assert.rejects(phone.outbox.saveDraft("gone", DRAFT, SUMMARY), failsWith("missing"));
    await assert.rejects(phone.outbox.addPhoto("gone", photo()), failsWith("missing"));
    await assert.rejects(phone.handOver("gone", "words"), failsWith("missing"));
    await assert.rejects(phone.outbox.reopen("gone"), failsWith("missing"));
  });

  test(`${where}: nobody is told it is kept when a photo's bytes are gone; it stays a draft`, async () => {
    const phone = await phoneWith();
    await phone.begin("r1");
    const kept = await phone.outbox.addPhoto("r1", photo());
    await phone.store.change("r1", () => ({ withoutPhotos: [kept.key] }));
    await assert.rejects(phone.handOver("r1", "words"), failsWith("missing-photo"));
    assert.equal((await phone.row("r1")).state, "draft");
    assert.ok(!phone.news.some((news) => news.kind === "handed-over"));
  });

  test(`${where}: nobody is told it is kept when a photo's bytes are others`, async () => {
    const phone = await phoneWith();
    await phone.begin("r1");
    const kept = await phone.outbox.addPhoto("r1", photo());
    await phone.store.change("r1", () => ({ photos: [[kept.key, photo().bytes]] }));
    await assert.rejects(phone.handOver("r1", "words"), failsWith("missing-photo"));
  });

  test(`${where}: a report that waits can be opened again, with everything in it`, async () => {
    const phone = await phoneWith();
    await phone.begin("r1");
    await phone.outbox.saveDraft("r1", DRAFT, SUMMARY);
    await phone.handOver("r1", "words");
    const row = await phone.outbox.reopen("r1");
    assert.deepEqual([row.id, row.state, row.body, row.draft], ["r1", "draft", null, DRAFT]);
    assert.deepEqual(await phone.row("r1"), { ...row, changedAt: phone.now });
    await phone.outbox.saveDraft("r1", DRAFT, SUMMARY);
  });

  test(`${where}: a removed row takes its photos with it and nobody else's`, async () => {
    const phone = await phoneWith();
    await phone.report("r1", "words", [photo()]);
    await phone.report("r2", "words", [photo()]);
    const [gone, stays] = [(await phone.row("r1")).photos[0]!, (await phone.row("r2")).photos[0]!];
    await phone.outbox.remove("r1");
    assert.equal(await phone.outbox.find("r1"), null);
    assert.equal(await phone.outbox.photoBytes(gone.key), null);
    assert.ok(await phone.outbox.photoBytes(stays.key));
  });

  test(`${where}: cases are known by their number, the last word counts`, async () => {
    const phone = await phoneWith();
    const known = {
      number: "4821903756", url: "/c/4821903756", language: "es", serviceName: "Hoyo", icon: "pothole", status: "received", statusText: "Recibido",
      whereText: "", receivedText: "", expectedText: "", checkedAt: 1, checkedText: "",
    };
    await phone.outbox.keepCases([known]);
    await phone.outbox.keepCases([{ ...known, status: "closed" }]);
    assert.deepEqual((await phone.outbox.cases()).map(({ status }) => status), ["closed"]);
  });

  test(`${where}: settings are kept by name, and what was never set is nothing`, async () => {
    const phone = await phoneWith();
    await phone.outbox.keepSetting("shared", true);
    assert.deepEqual([await phone.outbox.setting("shared"), await phone.outbox.setting("other")], [true, undefined]);
  });

  test(`${where}: wiped, nothing is left`, async () => {
    const phone = await phoneWith();
    await phone.report("r1", "words", [photo()]);
    await phone.outbox.keepSetting("shared", true);
    const [kept] = (await phone.row("r1")).photos;
    await phone.outbox.wipe();
    assert.deepEqual([await phone.outbox.list(), await phone.outbox.cases(), await phone.outbox.setting("shared")], [[], [], undefined]);
    assert.equal(await phone.outbox.photoBytes(kept!.key), null);
    assert.equal(phone.news.at(-1)!.kind, "wiped");
  });

  test(`${where}: whoever watches hears of each change and of nothing else`, async () => {
    const phone = await phoneWith();
    await phone.begin("r1");
    await phone.begin("r1");
    await phone.outbox.remove("gone");
    assert.deepEqual(phone.news, [{ kind: "changed", id: "r1" }]);
  });

  test(`${where}: a row that another version left incomplete is shown whole`, async () => {
    const phone = await phoneWith();
    await phone.store.change("odd", () => ({ rows: [{ id: "odd", state: "ready" } as never] }));
    const row = await phone.row("odd");
    assert.deepEqual([row.photos, row.summary, row.attempts, row.trouble], [[], { service: "", place: "", words: "" }, 0, null]);
    assert.equal((await phone.outbox.list()).length, 1);
  });
}
