import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../static/js/lib/outbox/outbox";
import { forgetSent, isShared, keepShared, saidShared, sharedCookie } from "../../static/js/lib/outbox/shared";
import { MemoryStore } from "../../static/js/lib/outbox/store";
import type { Kept } from "../../static/js/lib/outbox/types";
import { FakeCity } from "./fake-city";
import { FakeCaches, knownCase, row } from "./on-a-phone";
import { TestPhone, photo, type TestPhoto } from "./phone";

const ON = "lang=en; stoop_shared=1";
const OFF = "stoop_shared=0; lang=en";

interface Phone {
  outbox: Outbox;
  caches: FakeCaches;
  /** The same, as the browser has it. */
  storage: CacheStorage;
}

async function phone(): Promise<Phone> {
  const store = new MemoryStore();
  const rows = [row("draft"), row("ready"), row("sending"), row("sent"), row("needs-you")];
  for (const each of rows) await store.change(each.id, () => ({ rows: [each], photos: [[`photo of ${each.state}`, new ArrayBuffer(3)]] }));
  await store.keepCases([knownCase("1000000001")]);
  const ofNobody = { "stoop-shell-1": ["/en/report"], "stoop-before": ["/static/a.js"], "stoop-notes": ["/last-language"], "others": ["/x"] };
  const caches = new FakeCaches({ ...ofNobody, "stoop-cases": ["/en/cases/1"], "stoop-photos": ["/media/1"] });
  return { outbox: new Outbox(store), caches, storage: caches.asStorage() };
}

async function states(outbox: Outbox): Promise<string[]> {
  return (await outbox.list()).map(({ state }) => state).sort();
}

test("on a shared phone what was sent goes, and what the city does not have stays", async () => {
  const { outbox, storage } = await phone();
  await forgetSent(outbox, ON, storage);
  assert.deepEqual(await states(outbox), ["draft", "needs-you", "ready", "sending"]);
  assert.equal(await outbox.photoBytes("photo of sent"), null);
  for (const state of ["draft", "ready", "sending", "needs-you"]) assert.ok(await outbox.photoBytes(`photo of ${state}`), state);
});

test("on a shared phone known cases and saved pages go, and the app itself stays", async () => {
  const { outbox, caches, storage } = await phone();
  await forgetSent(outbox, ON, storage);
  assert.deepEqual(await outbox.cases(), []);
  assert.deepEqual(await caches.keys(), ["stoop-shell-1", "stoop-before", "stoop-notes", "others"]);
});

for (const [who, cookies] of [["a phone of one's own", ""], ["a phone that is shared no more", OFF]] as const) {
  test(`${who} keeps everything`, async () => {
    const { outbox, caches, storage } = await phone();
    if (cookies) await outbox.keepSetting("shared", true);
    await forgetSent(outbox, cookies, storage);
    assert.equal((await states(outbox)).length, 5);
    assert.equal((await outbox.cases()).length, 1);
    assert.equal((await caches.keys()).length, 6);
  });
}

test("a browser without saved pages forgets the rest", async () => {
  const { outbox } = await phone();
  await forgetSent(outbox, ON);
  assert.deepEqual(await states(outbox), ["draft", "needs-you", "ready", "sending"]);
});

test("turning it on works where the browser takes no cookie", async () => {
  const { outbox, storage } = await phone();
  await keepShared(outbox, true, storage);
  assert.deepEqual(await states(outbox), ["draft", "needs-you", "ready", "sending"]);
  assert.equal(await isShared(outbox, ""), true);
});

test("turning it off deletes nothing", async () => {
  const { outbox, storage } = await phone();
  await outbox.keepSetting("shared", true);
  await keepShared(outbox, false, storage);
  assert.equal((await states(outbox)).length, 5);
  assert.equal(await isShared(outbox, ""), false);
});

test("the outbox remembers where the cookie is gone", async () => {
  const { outbox, storage } = await phone();
  await forgetSent(outbox, ON, storage);
  assert.equal(await isShared(outbox, "lang=en"), true);
});

test("the outbox follows the cookie, both ways", async () => {
  const { outbox, storage } = await phone();
  for (const [cookies, said] of [[ON, true], [OFF, false]] as const) {
    await forgetSent(outbox, cookies, storage);
    assert.equal(await outbox.setting("shared"), said);
  }
});

test("a page that opens writes nothing where nobody touched the switch", async () => {
  const { outbox, storage } = await phone();
  await forgetSent(outbox, "lang=en", storage);
  assert.equal(await outbox.setting("shared"), undefined);
});

/** How the last news of a report that is sent now shows it. */
async function lastSeen(isOn: boolean, photos: TestPhoto[]): Promise<{ state?: string; number?: string; photos?: string[] }> {
  const sender = new TestPhone(new FakeCity());
  await sender.outbox.keepSetting("shared", isOn);
  await sender.report("a", "Ugly", photos);
  await sender.drainAll();
  const { last } = sender.news.filter((news) => news.kind === "changed" && news.id === "a").at(-1) as { last?: Kept };
  return last ? { state: last.state, number: last.receipt?.number, photos: last.photos.map(({ state }) => state) } : {};
}

for (const photos of [[], [photo()]]) {
  test(`who sends on a shared phone learns the number, with ${photos.length} photos, though the row is gone`, async () => {
    const { state, number, photos: states } = await lastSeen(true, photos);
    assert.equal(state, "sent");
    assert.match(number!, /^\d+$/);
    assert.deepEqual(states, photos.map(() => "received"));
  });
}

test("on a phone of one's own the row stays, and the news need not carry it", async () => {
  assert.deepEqual(await lastSeen(false, [photo()]), {});
});

for (const [cookies, said] of [
  [ON, true], [OFF, false], ["", null], ["stoop_shared=2", null], ["not_stoop_shared=1", null], ["stoop_shared=", null],
] as const) {
  test(`the cookies "${cookies}" say ${said}`, () => assert.equal(saidShared(cookies), said));
}

test("what is written is what is read", () => {
  for (const isOn of [true, false]) assert.equal(saidShared(sharedCookie(isOn, true).split("; ")[0]!), isOn);
  assert.match(sharedCookie(true, true), /; secure$/);
  assert.doesNotMatch(sharedCookie(true, false), /secure/);
});
