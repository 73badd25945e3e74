import assert from "node:assert/strict";
import { test } from "node:test";
import type { State } from "../../static/js/lib/outbox/types";
import { FakeCity, type Fault } from "./fake-city";
import { problem } from "./fakes";
import { photo, TestPhone } from "./phone";

const HTML = { "Content-Type": "text/html" };
const DAY_MS = 24 * 60 * 60_000;

function phoneAndCity(): [TestPhone, FakeCity] {
  const city = new FakeCity();
  return [new TestPhone(city), city];
}

const words = (city: FakeCity, id: string) => (JSON.parse(city.received.get(id)!.words) as { description: string }).description;

/** What the city or somebody on the way answers to words; what becomes of them; whether a stranger is blamed. */
const ANSWERS: [string, Fault, State, number, boolean][] = [
  ["no network", "cut", "sending", 0, false],
  ["a captive portal's page", new Response("<h1>Welcome</h1>", { headers: HTML }), "sending", 200, true],
  ["a captive portal's redirect", new Response(null, { status: 302 }), "sending", 302, true],
  ["a proxy's 413", new Response("<h1>413</h1>", { status: 413, headers: HTML }), "sending", 413, true],
  ["a proxy's 403", new Response("no", { status: 403 }), "sending", 403, true],
  ["a proxy's 404", new Response("no", { status: 404 }), "sending", 404, true],
  ["a gateway's 502", new Response("<h1>502</h1>", { status: 502, headers: HTML }), "sending", 502, true],
  ["a full disk at the city", problem(507, { code: "no_room" }), "sending", 507, false],
  ["a busy store", problem(503, { code: "store_unavailable" }), "sending", 503, false],
  ["a timeout", problem(408, { code: "request_timeout" }), "sending", 408, false],
  ["too early", problem(425, { code: "too_early" }), "sending", 425, false],
  ["too many", problem(429, { code: "too_many_requests" }), "sending", 429, false],
  ["the same still being stored", problem(409, { code: "being_stored" }), "sending", 409, false],
  ["a case that was closed meanwhile", problem(409, { code: "already_closed" }), "needs-you", 409, false],
  ["a place outside", problem(422, { code: "invalid" }), "needs-you", 422, false],
  ["words too long", problem(413, { code: "request_entity_too_large" }), "needs-you", 413, false],
  ["no secret", problem(401, { code: "no_secret" }), "needs-you", 401, false],
  ["somebody else's id", problem(404, { code: "no_such_report" }), "needs-you", 404, false],
  ["unreadable words", problem(400, { code: "broken_json" }), "needs-you", 400, false],
];
for (const [what, answer, state, status, isForeign] of ANSWERS) {
  test(`${what} leaves the report ${state}, whole and explained`, async () => {
    const [phone, city] = phoneAndCity();
    await phone.report("r1", "words", [photo()]);
    const before = await phone.row("r1");
    city.faults = () => answer;
    const next = await phone.drain();
    const row = await phone.row("r1");
    assert.equal(row.state, state);
    assert.deepEqual([row.trouble!.status, row.trouble!.isForeign], [status, isForeign]);
    assert.deepEqual([row.body, row.photos], [before.body, before.photos]);
    assert.equal(next === null, state === "needs-you");
    assert.deepEqual(phone.receipts, []);
  });

  test(`${what} first: the report is with the city in the end, or left to the person`, async () => {
    const [phone, city] = phoneAndCity();
    await phone.report("r1", "words", [photo()]);
    city.faults = (_request, count) => (count <= 5 ? answer : null);
    await phone.drainAll();
    assert.equal((await phone.row("r1")).state, state === "needs-you" ? "needs-you" : "sent");
  });

  test(`${what} for one report does not hold up the others`, async () => {
    const [phone, city] = phoneAndCity();
    for (const id of ["r1", "r2", "r3"]) await phone.report(id);
    city.faults = (request) => (request === "PUT reports/r1" ? answer : null);
    await phone.drain();
    assert.deepEqual([...city.received.keys()].sort(), ["r2", "r3"]);
    assert.equal((await phone.row("r1")).state, state);
  });
}

test("a refusal brings the city's sentence and the fields to the person", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = () => problem(422, { code: "invalid", detail: "Mire otra vez.", errors: [{ field: "place", message: "Fuera de la ciudad." }] });
  await phone.drain();
  const { message, errors } = (await phone.row("r1")).trouble!;
  assert.deepEqual([message, errors], ["Mire otra vez.", [{ field: "place", message: "Fuera de la ciudad." }]]);
});

test("what needs the person waits for the person, however often the phone wakes", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  city.faults = () => problem(422, { code: "invalid" });
  await phone.drain();
  phone.now += 400 * DAY_MS;
  await phone.drain({ isBack: true });
  assert.equal(city.asked.length, 1);
});

test("mended and handed over again it goes", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "bad");
  city.faults = (_request, count) => (count === 1 ? problem(422, { code: "invalid" }) : null);
  await phone.drain();
  await phone.outbox.reopen("r1");
  await phone.handOver("r1", "good");
  await phone.drain();
  assert.equal(words(city, "r1"), "good");
});

test("an id that is somebody else's is changed when the person opens the report, and then it goes", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "theirs");
  await phone.drain();
  const other = new TestPhone(city);
  await other.outbox.begin({ id: "r1", kind: "reports", secret: "o".repeat(32), language: "en" });
  await other.handOver("r1", "mine");
  await other.drain();
  assert.equal((await other.row("r1")).trouble!.status, 404);
  const row = await other.outbox.reopen("r1");
  assert.notEqual(row.id, "r1");
  assert.notEqual(row.secret, "o".repeat(32));
  assert.equal(await other.outbox.find("r1"), null);
  await other.handOver(row.id, "mine");
  await other.drain();
  assert.deepEqual([words(city, "r1"), words(city, row.id)], ["theirs", "mine"]);
});
