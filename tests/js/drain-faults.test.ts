import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore, NotKept } from "../../static/js/lib/outbox/store";
import { FakeCity } from "./fake-city";
import { photo, TestPhone } from "./phone";

const MINUTE = 60_000;

function phoneAndCity(): [TestPhone, FakeCity] {
  const city = new FakeCity();
  return [new TestPhone(city), city];
}

test("without a network not every report is tried, and none is forgotten when it is back", async () => {
  const [phone, city] = phoneAndCity();
  for (let index = 0; index < 20; index++) await phone.report(`r${index}`);
  city.faults = () => "cut";
  const next = await phone.drain();
  assert.equal(city.asked.length, 3);
  assert.ok(next! > phone.now, "and it does not try again at once");
  city.faults = () => null;
  await phone.drainAll();
  assert.equal(city.received.size, 20);
});

test("reports that always break the line do not stand before the others for long", async () => {
  const [phone, city] = phoneAndCity();
  for (let index = 0; index < 6; index++) await phone.report(`bad${index}`);
  await phone.report("good");
  city.faults = (request) => (request.includes("bad") ? "cut" : null);
  for (let pass = 0; pass < 3; pass++) phone.now = Math.max(phone.now, (await phone.drain())!);
  assert.deepEqual([...city.received.keys()], ["good"]);
});

const POISON: [string, object][] = [
  ["no body", { body: null }],
  ["an empty body", { body: new ArrayBuffer(0) }],
  ["a body of another kind", { body: "text" }],
  ["no secret", { secret: undefined }],
  ["a secret that no header can carry", { secret: "día\n".repeat(8) }],
  ["no kind", { kind: undefined }],
  ["photos that are none", { photos: "lost" }],
];
for (const [what, damage] of POISON) {
  test(`a row with ${what}, first in the queue, holds nobody up and stays with the person`, async () => {
    const [phone, city] = phoneAndCity();
    await phone.report("r1", "words");
    await phone.store.change("r1", (row) => ({ rows: [{ ...row!, ...damage }] }));
    for (const id of ["r2", "r3"]) await phone.report(id, "words", [photo()]);
    assert.equal(await phone.drain(), null);
    assert.deepEqual([(await phone.row("r2")).state, (await phone.row("r3")).state], ["sent", "sent"]);
    const row = await phone.row("r1");
    if (what.startsWith("photos")) assert.equal(row.state, "sent", "its words are whole");
    else assert.deepEqual([row.state, row.trouble!.code, city.received.has("r1")], ["needs-you", "broken", false]);
  });
}

test("a kind of row that only a later version knows goes by its address", async () => {
  const [phone, city] = phoneAndCity();
  await phone.begin("k1", "crew-updates" as never);
  await phone.handOver("k1", "words");
  await phone.drain();
  assert.equal(city.received.get("k1")!.kind, "crew-updates");
});

test("a state that only a later version knows is left alone", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  await phone.store.change("r1", (row) => ({ rows: [{ ...row!, state: "resting" as never }] }));
  assert.equal(await phone.drain(), null);
  assert.deepEqual([city.asked, (await phone.row("r1")).state], [[], "resting"]);
});

/** A phone whose disk is full for the rows that `isFull` names. */
class FullStore extends MemoryStore {
  isFull: (id: string) => boolean = () => false;

  override change(id: string, decide: Parameters<MemoryStore["change"]>[1]): Promise<void> {
    return super.change(id, (row) => {
      const change = decide(row);
      if (change?.rows?.some((changed) => this.isFull(changed.id))) throw new NotKept("full");
      return change;
    });
  }
}

test("a full phone sends all the same; what it could not note it asks again, and there is one case", async () => {
  const [city, store] = [new FakeCity(), new FullStore()];
  const phone = new TestPhone(city, store);
  await phone.report("r1", "words", [photo()]);
  await phone.report("r2");
  store.isFull = () => true;
  assert.equal(await phone.drain(), phone.now + MINUTE);
  assert.deepEqual([[...city.received.keys()], city.asked.length], [["r1", "r2"], 2]);
  store.isFull = () => false;
  phone.now += MINUTE;
  assert.equal(await phone.drain(), null);
  assert.deepEqual([city.received.size, (await phone.row("r1")).state, (await phone.row("r2")).state], [2, "sent", "sent"]);
});

test("a row that cannot be written does not hold up the others", async () => {
  const [city, store] = [new FakeCity(), new FullStore()];
  const phone = new TestPhone(city, store);
  for (const id of ["r1", "r2"]) await phone.report(id);
  store.isFull = (id) => id === "r1";
  await phone.drain();
  assert.deepEqual([(await phone.row("r1")).state, (await phone.row("r2")).state], ["ready", "sent"]);
});

test("rows that cannot even be read are looked for again in a minute", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  phone.store.list = () => Promise.reject(new NotKept("broken"));
  assert.equal(await phone.drain(), phone.now + MINUTE);
  assert.deepEqual(city.asked, []);
});
