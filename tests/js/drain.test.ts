import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCity } from "./fake-city";
import { photo, SECRET, TestPhone } from "./phone";

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
