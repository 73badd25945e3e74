import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCity } from "./fake-city";
import { problem } from "./fakes";
import { photo, SECRET, TestPhone } from "./phone";

const KB = 1024;

function phoneAndCity(): [TestPhone, FakeCity] {
  const city = new FakeCity();
  return [new TestPhone(city), city];
}

async function photoStates(phone: TestPhone, id: string): Promise<string[]> {
  return (await phone.row(id)).photos.map(({ state }) => state);
}

test("photos arrive whole, each in parts", async () => {
  const [phone, city] = phoneAndCity();
  const photos = [photo(300 * KB), photo(10 * KB)];
  await phone.report("r1", "words", photos);
  await phone.drain();
  assert.deepEqual(city.photosOf("r1"), photos.map(({ sha256 }) => sha256));
  assert.deepEqual(await photoStates(phone, "r1"), ["received", "received"]);
  assert.equal(city.asked.filter((request) => request === `PATCH reports/r1/${photos[0]!.sha256}`).length, 4, "32, 64, 128 and the rest");
});

test("the words of all go before any photo", async () => {
  const [phone, city] = phoneAndCity();
  for (const id of ["r1", "r2", "r3"]) await phone.report(id, "words", [photo()]);
  await phone.drain();
  assert.deepEqual(city.asked.slice(0, 3), ["PUT reports/r1", "PUT reports/r2", "PUT reports/r3"]);
});

test("the number is known before the first photo leaves", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "words", [photo()]);
  city.faults = (request) => (request.startsWith("PUT") ? null : "cut");
  await phone.drain();
  const row = await phone.row("r1");
  assert.deepEqual([row.state, row.receipt!.number, phone.receipts], ["sending", "1000000000", ["r1"]]);
});

test("words handed over while a photo goes up do not wait for the photo's end", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "words", [photo(200 * KB)]);
  let parts = 0;
  const fetch: typeof city.fetch = async (url, options) => {
    if (options.method === "PATCH" && ++parts === 1) await phone.report("r2");
    return city.fetch(url, options);
  };
  await phone.drain({ fetch });
  const after = city.asked.slice(city.asked.indexOf("PUT reports/r2") + 1);
  assert.ok(after.length < city.asked.length && after.some((request) => request.startsWith("PATCH")));
});

test("how far a photo is, is told part by part", async () => {
  const [phone] = phoneAndCity();
  await phone.report("r1", "words", [photo(100 * KB)]);
  const { key } = (await phone.row("r1")).photos[0]!;
  await phone.drain();
  const told = phone.news.filter((news) => news.kind === "progress");
  assert.deepEqual(told.map(({ sentBytes }) => sentBytes / KB), [0, 32, 96, 100]);
  assert.ok(told.every((news) => news.id === "r1" && news.key === key && news.bytes === 100 * KB));
});

test("after a cut it goes on where the city stopped, with short parts", async () => {
  const [phone, city] = phoneAndCity();
  const taken = photo(200 * KB);
  await phone.report("r1", "words", [taken]);
  let parts = 0;
  city.faults = (request) => (request.startsWith("PATCH") && ++parts === 2 ? 10 * KB : null);
  await phone.drain();
  assert.deepEqual(city.photosOf("r1"), [taken.sha256]);
  const told = phone.news.filter((news) => news.kind === "progress").map(({ sentBytes }) => sentBytes / KB);
  assert.deepEqual(told, [0, 32, 42, 74, 138, 200]);
});

test("a phone that was switched off in the middle of a photo does not send its beginning again", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "words", [photo(100 * KB)]);
  let parts = 0;
  city.faults = (request) => (request.startsWith("PATCH") && ++parts > 1 ? "cut" : null);
  await phone.drain();
  city.faults = () => null;
  const begun = city.asked.length;
  await phone.drainAll();
  assert.deepEqual(city.asked.slice(begun).map((request) => request.split(" ")[0]), ["HEAD", "PATCH", "PATCH"]);
  assert.equal((await phone.row("r1")).state, "sent");
});

test("bits that flip on the way cost a part, not the photo", async () => {
  const [phone, city] = phoneAndCity();
  const taken = photo(100 * KB);
  await phone.report("r1", "words", [taken]);
  let parts = 0;
  const fetch: typeof city.fetch = (url, options) => {
    if (options.method !== "PATCH" || ++parts % 2) return city.fetch(url, options);
    const flipped = new Uint8Array((options.body as ArrayBuffer).slice(0));
    flipped[7]! ^= 1;
    return city.fetch(url, { ...options, body: flipped.buffer });
  };
  await phone.drain({ fetch });
  assert.deepEqual(city.photosOf("r1"), [taken.sha256]);
});

test("a photo that the city cannot read is refused; its report and its other photo are with the city", async () => {
  const [phone, city] = phoneAndCity();
  const [bad, good] = [photo(), photo()];
  await phone.report("r1", "words", [bad, good]);
  city.faults = (request) => (request.startsWith("PATCH") && request.includes(bad.sha256) ? problem(422, { code: "not_a_photo" }) : null);
  await phone.drain();
  assert.deepEqual([(await phone.row("r1")).state, await photoStates(phone, "r1")], ["sent", ["refused", "received"]]);
});

test("a refused photo stays on the phone with its report, a received one does not", async () => {
  const [phone, city] = phoneAndCity();
  const [bad, good] = [photo(), photo()];
  await phone.report("r1", "words", [bad, good]);
  city.faults = (request) => (request.includes(bad.sha256) ? problem(415, { code: "wrong_content_type" }) : null);
  const [badKept, goodKept] = (await phone.row("r1")).photos;
  await phone.drain();
  assert.ok(await phone.outbox.photoBytes(badKept!.key));
  assert.equal(await phone.outbox.photoBytes(goodKept!.key), null);
});

test("a photo whose bytes are gone from the phone does not hold up its report", async () => {
  const [phone, city] = phoneAndCity();
  const [gone, there] = [photo(), photo()];
  await phone.report("r1", "words", [gone, there]);
  const [kept] = (await phone.row("r1")).photos;
  await phone.store.change("r1", () => ({ withoutPhotos: [kept!.key] }));
  await phone.drain();
  assert.deepEqual([(await phone.row("r1")).state, await photoStates(phone, "r1")], ["sent", ["refused", "received"]]);
  assert.deepEqual(city.photosOf("r1"), [there.sha256]);
});

test("a photo whose bytes were spoiled on the phone is not sent", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "words", [photo()]);
  const [kept] = (await phone.row("r1")).photos;
  await phone.store.change("r1", () => ({ photos: [[kept!.key, photo().bytes]] }));
  await phone.drain();
  assert.deepEqual([(await phone.row("r1")).state, await photoStates(phone, "r1"), city.asked], ["sent", ["refused"], ["PUT reports/r1"]]);
});

test("a city without room for photos is asked again when it said; the words are there", async () => {
  const [phone, city] = phoneAndCity();
  const taken = photo();
  await phone.report("r1", "words", [taken]);
  let isFull = true;
  city.faults = (request) => (request.startsWith("PATCH") && isFull ? problem(507, { code: "no_room", detail: "Sin espacio." }, { "Retry-After": "600" }) : null);
  const next = await phone.drain();
  assert.equal(next, phone.now + 600_000);
  const row = await phone.row("r1");
  assert.deepEqual([row.state, row.trouble!.message, row.receipt !== null], ["sending", "Sin espacio.", true]);
  isFull = false;
  phone.now = next!;
  await phone.drain();
  assert.deepEqual([(await phone.row("r1")).state, city.photosOf("r1")], ["sent", [taken.sha256]]);
});

test("a photo that does not get through lets the others of its report go first", async () => {
  const [phone, city] = phoneAndCity();
  const [stuck, free] = [photo(), photo()];
  await phone.report("r1", "words", [stuck, free]);
  city.faults = (request) => (request.startsWith("PATCH") && request.includes(stuck.sha256) ? problem(503, { code: "not_stored" }, { "Retry-After": "60" }) : null);
  await phone.drain();
  assert.deepEqual([(await phone.row("r1")).state, await photoStates(phone, "r1")], ["sending", ["kept", "received"]]);
});

test("a photo that does not get through lets the photos of other reports go", async () => {
  const [phone, city] = phoneAndCity();
  const [stuck, free] = [photo(), photo()];
  await phone.report("r1", "words", [stuck]);
  await phone.report("r2", "words", [free]);
  city.faults = (request) => (request.includes(stuck.sha256) ? new Response("<h1>413</h1>", { status: 413 }) : null);
  await phone.drain();
  assert.deepEqual([(await phone.row("r1")).state, (await phone.row("r2")).state], ["sending", "sent"]);
});

test("a pass sits out short pauses only, so that a worker is done in its time", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "words", [photo()]);
  city.faults = (request) => (request.startsWith("PUT") ? null : "cut");
  assert.ok((await phone.drain())! > phone.now);
  assert.ok(phone.wait.waits.reduce((sum, ms) => sum + ms, 0) <= 10_000);
});

test("a hundred cuts do not lose a photo", async () => {
  const [phone, city] = phoneAndCity();
  const taken = photo(300 * KB);
  await phone.report("r1", "words", [taken]);
  let parts = 0;
  city.faults = (request) => (request.startsWith("PATCH") && ++parts <= 100 ? 2 * KB : null);
  await phone.drainAll();
  assert.deepEqual(city.photosOf("r1"), [taken.sha256]);
});

test("what the city holds already is not sent: a photo may have arrived before its answer was lost", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1", "words", [photo()]);
  city.faults = (request) => (request.startsWith("PATCH") ? "lost" : null);
  await phone.drain();
  city.faults = () => null;
  await phone.drainAll();
  assert.equal(city.asked.filter((request) => request.startsWith("PATCH")).length, 1);
});

test("photos of an addition go to its report", async () => {
  const [phone, city] = phoneAndCity();
  const taken = photo();
  await phone.report("r1");
  await phone.drain();
  city.received.get("r1")!.photos.set(taken.sha256, { bytes: taken.bytes.byteLength, here: Buffer.alloc(0) });
  await phone.begin("a1", "additions", "r1");
  await phone.outbox.addPhoto("a1", taken);
  await phone.handOver("a1", "more", [taken]);
  await phone.drain();
  assert.ok(city.asked.includes(`PATCH reports/r1/${taken.sha256}`));
  assert.deepEqual([(await phone.row("a1")).state, city.photosOf("r1")], ["sent", [taken.sha256]]);
});

test("an addition whose id is taken gets another, and keeps the key of its report", async () => {
  const [phone, city] = phoneAndCity();
  await phone.begin("a1", "additions", "r1");
  await phone.handOver("a1", "more");
  city.faults = () => problem(404, { code: "no_such_report" });
  await phone.drain();
  const { id, secret, reportId } = await phone.outbox.reopen("a1");
  assert.notEqual(id, "a1");
  assert.deepEqual([secret, reportId], [SECRET, "r1"]);
});
