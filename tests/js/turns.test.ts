import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { IDBFactory } from "fake-indexeddb";
import { test } from "node:test";
import { drain } from "../../static/js/lib/outbox/drain";
import { IdbStore } from "../../static/js/lib/outbox/idb-store";
import { Turns } from "../../static/js/lib/outbox/turns";
import { FakeCity } from "./fake-city";
import { FakeLocks } from "./fake-locks";
import { photo, TestPhone } from "./phone";

/** A page with its turns, whose clock ticks when the test says so. */
class TestPage {
  isVisible = true;
  private tick: (() => void) | null = null;
  readonly turns: Turns;

  constructor(locks: FakeLocks | null) {
    const every = (_ms: number, tick: () => void) => {
      this.tick = tick;
      return () => void (this.tick = null);
    };
    this.turns = new Turns({ locks: locks?.asLocks(), isVisible: () => this.isVisible, every });
  }

  async wait(ticks: number): Promise<void> {
    for (let tick = 0; tick < ticks; tick++) this.tick?.();
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const frozen = () => new Promise<never>(() => {});

test("one works at a time, in the order they came", async () => {
  const locks = new FakeLocks();
  const done: string[] = [];
  const work = (name: string) => async () => {
    done.push(`${name} begins`);
    await settled();
    done.push(`${name} ends`);
    return name;
  };
  const ended = await Promise.all(["a", "b", "c"].map((name) => new TestPage(locks).turns.take(work(name))));
  assert.deepEqual(ended, ["a", "b", "c"]);
  assert.deepEqual(done, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("where a page trips, the next has its turn", async () => {
  const locks = new FakeLocks();
  const trips = new TestPage(locks).turns.take(() => Promise.reject(new Error("trips")));
  const next = new TestPage(locks).turns.take(async () => "sent");
  await assert.rejects(trips, /trips/);
  assert.equal(await next, "sent");
});

test("a page that a person looks at does not wait for a frozen one", async () => {
  const locks = new FakeLocks();
  const lost = new TestPage(locks).turns.take(frozen);
  const page = new TestPage(locks);
  const mine = page.turns.take(async () => "sent");
  await page.wait(6);
  assert.equal(await mine, "sent");
  assert.equal(await lost, undefined);
});

test("a frozen page that wakes up learns that it lost its turn", async () => {
  const locks = new FakeLocks();
  let asked: () => boolean = () => false;
  const lost = new TestPage(locks).turns.take((isStopped) => {
    asked = isStopped;
    return frozen();
  });
  assert.equal(asked(), false);
  const page = new TestPage(locks);
  const mine = page.turns.take(async () => "sent");
  await page.wait(6);
  await Promise.all([lost, mine]);
  assert.equal(asked(), true);
});

test("whoever gives signs of life keeps its turn", async () => {
  const locks = new FakeLocks();
  void new TestPage(locks).turns.take(frozen);
  const page = new TestPage(locks);
  let isMine = false;
  void page.turns.take(async () => void (isMine = true));
  for (let heard = 0; heard < 5; heard++) {
    await page.wait(5);
    page.turns.hear();
  }
  assert.equal(isMine, false);
});

test("a page that nobody looks at waits as long as it takes", async () => {
  const locks = new FakeLocks();
  void new TestPage(locks).turns.take(frozen);
  const page = new TestPage(locks);
  page.isVisible = false;
  let isMine = false;
  void page.turns.take(async () => void (isMine = true));
  await page.wait(100);
  assert.equal(isMine, false);
});

test("without Web Locks everybody works at once", async () => {
  const page = new TestPage(null);
  void page.turns.take(frozen);
  assert.equal(await page.turns.take(async () => "sent"), "sent");
});

async function sevenDrainers(locks: FakeLocks | null): Promise<FakeCity> {
  globalThis.indexedDB = new IDBFactory();
  const city = new FakeCity();
  const phones = await Promise.all(Array.from({ length: 7 }, async () => new TestPhone(city, await IdbStore.open())));
  const taken = photo();
  for (let index = 0; index < 100; index++) await phones[0]!.report(`r${index}`, `words ${index}`, index % 10 ? [] : [taken]);
  const fetch: typeof city.fetch = async (url, options) => {
    await settled();
    return city.fetch(url, options);
  };
  const drainers = phones.map(({ outbox, wait }) => new TestPage(locks).turns.take(() => drain(outbox, { fetch, wait, isBack: true })));
  assert.deepEqual(await Promise.all(drainers), Array(7).fill(null));
  assert.ok((await phones[0]!.outbox.list()).every(({ state }) => state === "sent"));
  return city;
}

test("six tabs and the worker send a hundred reports once each", async () => {
  const city = await sevenDrainers(new FakeLocks());
  assert.deepEqual([city.received.size, city.sends().length], [100, 100]);
  assert.equal(city.photosOf("r10").length, 1);
});

test("without Web Locks a hundred reports still make a hundred cases", async () => {
  const city = await sevenDrainers(null);
  assert.equal(city.received.size, 100);
  assert.equal(city.photosOf("r10").length, 1);
});
