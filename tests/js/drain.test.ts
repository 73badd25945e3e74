import assert from "node:assert/strict";
import { test } from "node:test";
import type { State } from "../../static/js/lib/outbox/types";
import { FakeCity, type Fault } from "./fake-city";
import { problem } from "./fakes";
import { photo, SECRET, START, TestPhone } from "./phone";

const HTML = { "Content-Type": "text/html" };
const MINUTE = 60_000;

function phoneAndCity(): [TestPhone, FakeCity] {
  const city = new FakeCity();
  return [new TestPhone(city), city];
}

const words = (city: FakeCity, id: string) => (JSON.parse(city.received.get(id)!.words) as { description: string }).description;

test("what was handed over is with the city after one pass, with its receipt", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "Un hoyo");
  assert.equal(await phone.drain(), null);
  const row = await phone.row("r1");
  assert.equal(words(city, "r1"), "Un hoyo");
  assert.deepEqual([row.state, row.receipt!.number, row.trouble], ["sent", "1000000000", null]);
  assert.deepEqual(phone.receipts, ["r1"]);
});

test("a draft is never sent", async () => {
  const [phone, city] = phoneAndCity();
  await phone.begin("r1");
  assert.equal(await phone.drain(), null);
  assert.deepEqual(city.asked, []);
});

test("what was sent is not sent again, and nobody is told twice", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  await phone.drain();
  await phone.drain({ isBack: true });
  assert.equal(city.asked.length, 1);
  assert.deepEqual(phone.receipts, ["r1"]);
});

test("an answer that was lost is asked for again with the same bytes: one case", async () => {
  const [phone, city] = phoneAndCity();
  city.faults = (_request, count) => (count <= 3 ? "lost" : null);
  await phone.report("r1", "Un hoyo", [photo()]);
  await phone.drainAll();
  assert.equal(city.received.size, 1);
  assert.equal((await phone.row("r1")).state, "sent");
});

test("a sent row keeps its receipt and what lists say of it, but neither words nor photos", async () => {
  const [phone] = phoneAndCity();
  await phone.begin("r1");
  const kept = await phone.outbox.addPhoto("r1", photo(10));
  await phone.outbox.saveDraft("r1", { fields: [["contact_name", "Ana"]], place: { kind: "nothing" }, step: "" }, { service: "Hoyo", place: "Calle", words: "x" });
  await phone.outbox.handOver("r1", new TextEncoder().encode(JSON.stringify({ photos: [{ sha256: kept.sha256, bytes: 10 }] })), null);
  await phone.drain();
  const row = await phone.row("r1");
  assert.deepEqual([row.state, row.body, row.draft, row.summary.service], ["sent", null, null, "Hoyo"]);
  assert.equal(await phone.outbox.photoBytes(kept.key), null);
});

test("on a shared phone nothing is left of what was sent", async () => {
  const [phone] = phoneAndCity();
  await phone.outbox.keepSetting("shared", true);
  await phone.report("r1", "words", [photo()]);
  await phone.report("r2");
  const [kept] = (await phone.row("r1")).photos;
  await phone.drain();
  assert.deepEqual(await phone.outbox.list(), []);
  assert.equal(await phone.outbox.photoBytes(kept!.key), null);
  assert.deepEqual(phone.receipts, ["r1", "r2"]);
});

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
  phone.now += 400 * 24 * 60 * MINUTE;
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
  city.faults = (request) => (request.endsWith("r1") ? "cut" : new Response("<h1>Log in</h1>", { headers: HTML }));
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

test("what the person opens again while it is on its way stays open", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "first");
  const fetch: typeof city.fetch = async (url, options) => {
    const answer = await city.fetch(url, options);
    await phone.outbox.reopen("r1");
    return answer;
  };
  await phone.drain({ fetch });
  const row = await phone.row("r1");
  assert.deepEqual([row.state, row.receipt], ["draft", null]);
});

test("what the person deletes while it is on its way does not come back", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  const fetch: typeof city.fetch = async (url, options) => {
    await phone.outbox.remove("r1");
    return city.fetch(url, options);
  };
  assert.equal(await phone.drain({ fetch }), null);
  assert.equal(await phone.outbox.find("r1"), null);
});

test("what is handed over while another is on its way goes in the same pass", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  const fetch: typeof city.fetch = async (url, options) => {
    if (url.includes("r1")) await phone.report("r2");
    return city.fetch(url, options);
  };
  await phone.drain({ fetch });
  assert.deepEqual([...city.received.keys()], ["r1", "r2"]);
});

test("whoever lost the turn sends nothing more", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  await phone.report("r2");
  await phone.drain({ isStopped: () => city.asked.length > 0 });
  assert.deepEqual(city.asked, ["PUT reports/r1"]);
  assert.equal((await phone.row("r1")).state, "sent");
});

test("the secret goes in a header and nowhere else", async () => {
  const [phone, city] = phoneAndCity();
  const addresses: string[] = [];
  await phone.report("r1", "words", [photo()]);
  await phone.drain({ fetch: (url, options) => (addresses.push(url), city.fetch(url, options)) });
  assert.equal(city.received.get("r1")!.secret, SECRET);
  assert.ok(addresses.length >= 2 && addresses.every((address) => !address.includes(SECRET)));
});
