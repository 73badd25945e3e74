import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCity } from "./fake-city";
import { photo, SECRET, TestPhone, type TestPhoto } from "./phone";

/** Sends `first`, whose answer is lost; then the person opens it, writes `second`, and hands it over again. */
async function editedAfterSending(first: string, second: string, more: TestPhoto[] = [], from: TestPhoto[] = []): Promise<[TestPhone, FakeCity]> {
  const city = new FakeCity();
  const phone = new TestPhone(city);
  city.faults = () => "lost";
  await phone.report("r1", first, from);
  await phone.drain();
  city.faults = () => null;
  await phone.outbox.reopen("r1");
  for (const each of more) await phone.outbox.addPhoto("r1", each);
  phone.now += 1000;
  await phone.handOver("r1", second, [...from, ...more]);
  await phone.drain();
  return [phone, city];
}

async function offered(phone: TestPhone) {
  return (await phone.outbox.list()).filter(({ kind }) => kind === "additions");
}

test("a report that arrived before it was changed counts as received, and the change is offered", async () => {
  const [phone, city] = await editedAfterSending("first", "second");
  const row = await phone.row("r1");
  assert.deepEqual([row.state, row.receipt!.number, row.receipt!.url, city.received.size], ["sent", "1000000000", "/c/1000000000", 1]);
  const [addition] = await offered(phone);
  assert.deepEqual([addition!.state, addition!.trouble!.code, addition!.reportId, addition!.secret], ["needs-you", "edited_copy", "r1", SECRET]);
  assert.deepEqual(addition!.draft!.fields, [["description", "second"]]);
  assert.deepEqual(phone.receipts, ["r1"]);
});

test("nothing of the change goes out until the person says so; then it goes as an addition", async () => {
  const [phone, city] = await editedAfterSending("first", "second");
  await phone.drain({ isBack: true });
  assert.equal(city.received.size, 1);
  const [addition] = await offered(phone);
  await phone.outbox.sendNow(addition!.id);
  await phone.drain();
  const sent = city.received.get(addition!.id)!;
  const { description, report, language, schema } = JSON.parse(sent.words) as Record<string, unknown>;
  assert.deepEqual([sent.kind, sent.secret, description, report, language, schema], ["additions", SECRET, "second", "r1", "es", 1]);
});

test("the person may delete the change, and the report stays received", async () => {
  const [phone] = await editedAfterSending("first", "second");
  const [addition] = await offered(phone);
  await phone.outbox.remove(addition!.id);
  assert.deepEqual((await phone.outbox.list()).map(({ id, state }) => [id, state]), [["r1", "sent"]]);
});

test("photos that the city does not expect move to the change, with their bytes", async () => {
  const [before, after] = [photo(), photo()];
  const [phone, city] = await editedAfterSending("first", "first", [after], [before]);
  assert.deepEqual(city.photosOf("r1"), [before.sha256]);
  const [addition] = await offered(phone);
  assert.deepEqual(addition!.photos.map(({ sha256, state }) => [sha256, state]), [[after.sha256, "kept"]]);
  assert.deepEqual(await phone.outbox.photoBytes(addition!.photos[0]!.key), after.bytes);
  const { photos } = JSON.parse(new TextDecoder().decode(addition!.body!)) as { photos: unknown };
  assert.deepEqual(photos, [{ sha256: after.sha256, bytes: 1000, type: "image/jpeg" }]);
  await phone.outbox.remove("r1");
  assert.ok(await phone.outbox.photoBytes(addition!.photos[0]!.key), "they are the change's own now");
});

test("opened and handed over without a change nothing is offered", async () => {
  const [phone] = await editedAfterSending("same", "same");
  assert.deepEqual(await offered(phone), []);
  assert.equal((await phone.row("r1")).state, "sent");
});

test("changed twice and back again, something is offered: nobody knows which version arrived", async () => {
  const city = new FakeCity();
  const phone = new TestPhone(city);
  city.faults = () => "lost";
  await phone.report("r1", "first");
  for (const words of ["second", "first"]) {
    phone.now = Math.max(phone.now, (await phone.drain()) ?? 0);
    await phone.outbox.reopen("r1");
    await phone.handOver("r1", words);
  }
  city.faults = () => null;
  await phone.drain();
  assert.equal((await offered(phone)).length, 1);
});

test("a report that never went out before it was changed is no edited copy", async () => {
  const city = new FakeCity();
  const phone = new TestPhone(city);
  await phone.report("r1", "first");
  await phone.outbox.reopen("r1");
  await phone.handOver("r1", "second");
  await phone.drain();
  assert.deepEqual([await offered(phone), city.received.size], [[], 1]);
});

test("on a shared phone the report goes and its change stays, for it was not sent", async () => {
  const city = new FakeCity();
  const phone = new TestPhone(city);
  await phone.outbox.keepSetting("shared", true);
  city.faults = (_request, count) => (count === 1 ? "lost" : null);
  await phone.report("r1", "first");
  await phone.drain();
  await phone.outbox.reopen("r1");
  await phone.handOver("r1", "second");
  await phone.drain();
  assert.deepEqual((await phone.outbox.list()).map(({ kind, state }) => [kind, state]), [["additions", "needs-you"]]);
});
