import { browser } from "./as-page";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outbox } from "../../static/js/lib/outbox/outbox";
import { openOutbox, wake, watch, watchProgress } from "../../static/js/lib/outbox/wake";
import { photo, SECRET, type TestPhoto } from "./phone";

const { city } = browser;

async function report(id: string, photos: TestPhoto[] = []): Promise<Outbox> {
  const outbox = await openOutbox();
  const declared = photos.map(({ sha256, bytes, type }) => ({ sha256, bytes: bytes.byteLength, type }));
  await outbox.begin({ id, kind: "reports", secret: SECRET, language: "en" });
  for (const each of photos) await outbox.addPhoto(id, each);
  await outbox.handOver(id, new TextEncoder().encode(JSON.stringify({ description: id, photos: declared })), null);
  return outbox;
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 5));
}

const stateOf = async (id: string) => (await (await openOutbox()).find(id))!.state;

test("everybody on a page has the same outbox, on the disk", async () => {
  const outbox = await openOutbox();
  assert.equal(await openOutbox(), outbox);
  assert.equal(outbox.isDurable, true);
});

test("a phone that never used the outbox is not noted as one, nor is the network asked", async () => {
  assert.equal(await wake(), null);
  assert.deepEqual([browser.kept.has("stoop"), city.asked], [false, []]);
});

test("with the first report the browser is asked to keep it, to wake the worker, and pages learn to look", async () => {
  await report("r1");
  await until(() => browser.askedToPersist === 1 && browser.syncs === 1 && browser.badge === 1);
  assert.equal(browser.kept.get("stoop"), "1");
});

test("waking sends what waits, tells of the receipt, and the badge goes", async () => {
  const receipts: string[] = [];
  assert.equal(await wake({ onReceipt: ({ id }) => void receipts.push(id) }), null);
  assert.deepEqual([receipts, await stateOf("r1"), browser.badge], [["r1"], "sent", 0]);
});

test("a browser that promised to keep it is not asked again", async () => {
  await report("r2");
  await wake();
  await until(() => browser.syncs === 2);
  assert.equal(browser.askedToPersist, 1);
});

test("who watches hears of changes here and on other pages, until it stops", async () => {
  const heard: (string | null)[] = [];
  const stop = watch((id) => void heard.push(id));
  await (await openOutbox()).begin({ id: "d1", kind: "reports", secret: SECRET, language: "en" });
  browser.other.postMessage({ kind: "changed", id: "theirs" });
  browser.other.postMessage({ kind: "alive" });
  browser.other.postMessage({ kind: "wiped" });
  stop();
  browser.other.postMessage({ kind: "changed", id: "unheard" });
  assert.deepEqual(heard, ["d1", "theirs", null]);
});

test("other pages hear of changes here, and of how far photos are", async () => {
  const [told, seen]: [string[], number[]] = [[], []];
  browser.other.onmessage = ({ data }) => void told.push((data as { kind: string }).kind);
  const stop = watchProgress(({ sentBytes }) => void seen.push(sentBytes));
  await report("r3", [photo(40_000)]);
  await wake();
  stop();
  browser.other.onmessage = null;
  assert.deepEqual(seen, [0, 32_768, 40_000]);
  assert.deepEqual([...new Set(told)].sort(), ["changed", "handed-over", "progress"]);
});

test("calls that come while a pass runs share it", async () => {
  await report("r4");
  const [one, two] = [wake(), wake()];
  assert.equal(one, two);
  await one;
});

test("whatever is handed over while a pass ends goes too, at whichever moment", async () => {
  for (let moment = 0; moment < 40; moment++) {
    const ending = wake();
    await report(`late${moment}a`);
    void wake();
    for (let turn = 0; turn < moment; turn++) await new Promise(setImmediate);
    await report(`late${moment}b`);
    await wake();
    await ending;
    assert.equal(await stateOf(`late${moment}b`), "sent");
  }
});

test("a page tries again by itself", async () => {
  city.faults = () => "cut";
  await report("r6");
  assert.notEqual(await wake(), null);
  city.faults = () => null;
  await until(async () => (await stateOf("r6")) === "sent");
});

test("when the network is back, and when somebody looks again, it is tried at once", async () => {
  for (const [id, target, event] of [["r7", browser.window, "online"], ["r8", browser.document, "visibilitychange"]] as const) {
    city.faults = () => new Response("<h1>Log in</h1>", { headers: { "Content-Type": "text/html" } });
    await report(id);
    for (let failure = 0; failure < 6; failure++) {
      await (await openOutbox()).sendNow(id);
      await wake();
    }
    city.faults = () => null;
    target.dispatchEvent(new Event(event));
    const { nextTryAt } = (await (await openOutbox()).find(id))!;
    await until(async () => (await stateOf(id)) === "sent");
    assert.ok(nextTryAt > Date.now(), "long before its time");
  }
});

test("a page that is left while something waits asks for the worker", async () => {
  city.faults = () => "cut";
  await report("r9");
  await until(() => browser.syncs > 0);
  await wake();
  browser.syncs = 0;
  browser.document.visibilityState = "hidden";
  browser.document.dispatchEvent(new Event("visibilitychange"));
  await until(() => browser.syncs === 1);
  city.faults = () => null;
  browser.document.visibilityState = "visible";
  browser.document.dispatchEvent(new Event("visibilitychange"));
  await until(async () => (await stateOf("r9")) === "sent");
});

test("wiped, the phone no longer counts as one that used the outbox", async () => {
  await (await openOutbox()).wipe();
  assert.equal(browser.kept.has("stoop"), false);
});

test("a store that does not answer this once is asked again: what waits is not forgotten", async () => {
  const outbox = await openOutbox();
  const list = outbox.list.bind(outbox);
  outbox.list = async () => Promise.reject(new Error("the database is closing"));
  const next = await wake();
  outbox.list = list;
  assert.ok(next !== null && next > Date.now());
  assert.equal(await wake(), null);
});
