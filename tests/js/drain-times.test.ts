import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCity } from "./fake-city";
import { problem } from "./fakes";
import { START, TestPhone } from "./phone";

const MINUTE = 60_000;

function phoneAndCity(): [TestPhone, FakeCity] {
  const city = new FakeCity();
  return [new TestPhone(city), city];
}

test("waits double from 2 s to 5 min, by each report's own failures, and are kept with it", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = () => "cut";
  const waits: number[] = [];
  for (let pass = 0; pass < 12; pass++) {
    phone.now = (await phone.drain({ random: () => 1 }))!;
    const row = await phone.row("r1");
    waits.push(row.nextTryAt - (waits.reduce((sum, wait) => sum + wait, START + 1)));
    assert.equal(row.attempts, pass + 1);
  }
  assert.deepEqual(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300].map((seconds) => seconds * 1000));
});

test("nothing is tried before its time", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = () => problem(503, { code: "store_unavailable" });
  phone.now = (await phone.drain())! - 1;
  await phone.drain();
  assert.equal(city.asked.length, 1);
  phone.now += 1;
  await phone.drain();
  assert.equal(city.asked.length, 2);
});

test("the city's wish for a pause is heard, even when the person comes back", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = () => problem(503, { code: "store_unavailable" }, { "Retry-After": "600" });
  const asked = phone.now;
  assert.equal(await phone.drain(), asked + 10 * MINUTE);
  await phone.drain({ isBack: true });
  assert.equal(city.asked.length, 1);
});

test("when the network or the person is back, what was held up on the way is tried at once", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  await phone.report("r2");
  city.faults = (request) => (request.endsWith("r1") ? "cut" : new Response("<h1>Log in</h1>", { headers: { "Content-Type": "text/html" } }));
  await phone.drain();
  city.faults = () => null;
  await phone.drain({ isBack: true });
  assert.deepEqual([...city.received.keys()].sort(), ["r1", "r2"]);
});

test("the person can ask for it at once, whatever the city asked for", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = (_request, count) => (count === 1 ? problem(503, { code: "store_unavailable" }, { "Retry-After": "600" }) : null);
  await phone.drain();
  await phone.outbox.sendNow("r1");
  await phone.drain();
  assert.equal(city.received.size, 1);
});

test("asking for all leaves what needs the person alone", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = () => problem(422, { code: "invalid" });
  await phone.drain();
  await phone.outbox.sendNow();
  assert.equal((await phone.row("r1")).state, "needs-you");
});

for (const years of [-10, -1, 1, 10]) {
  test(`a phone's clock that jumps ${years} years keeps nothing waiting`, async () => {
    const [phone, city] = phoneAndCity();
    await phone.report("r1");
    city.faults = (_request, count) => (count === 1 ? problem(503, { code: "store_unavailable" }) : null);
    await phone.drain();
    phone.now += years * 365 * 24 * 60 * MINUTE;
    assert.equal(await phone.drain(), null);
    assert.equal(city.received.size, 1);
  });
}

test("a report 400 days old is sent like any other", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = () => "cut";
  await phone.drain();
  city.faults = () => null;
  phone.now += 400 * 24 * 60 * MINUTE;
  await phone.drain();
  assert.equal(city.received.size, 1);
});

test("a thousand failures are no reason to give up", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = (_request, count) => (count <= 1000 ? "cut" : null);
  await phone.drainAll(2000);
  assert.equal((await phone.row("r1")).state, "sent");
});
