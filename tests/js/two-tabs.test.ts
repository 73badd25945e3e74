import assert from "node:assert/strict";
import { test } from "node:test";
import { NotKept } from "../../static/js/lib/outbox/store";
import { FakeCity } from "./fake-city";
import { photo, TestPhone } from "./phone";

function phoneAndCity(): [TestPhone, FakeCity] {
  const city = new FakeCity();
  return [new TestPhone(city), city];
}

test("a photo that another tab added to the same draft does not hold the report up, and stays with the person", async () => {
  const [phone, city] = phoneAndCity();
  const [shown, unseen] = [photo(), photo()];
  await phone.begin("r1");
  for (const each of [shown, unseen]) await phone.outbox.addPhoto("r1", each);
  await phone.handOver("r1", "Un hoyo", [shown]);
  await phone.drainAll();
  const { state, photos } = await phone.row("r1");
  assert.deepEqual([state, city.photosOf("r1"), photos.map((each) => each.state)], ["sent", [shown.sha256], ["received", "refused"]]);
  assert.deepEqual(await phone.outbox.photoBytes(photos[1]!.key), unseen.bytes);
});

test("opened again and handed over with both photos, both go", async () => {
  const [phone, city] = phoneAndCity();
  const both = [photo(), photo()];
  await phone.begin("r1");
  for (const each of both) await phone.outbox.addPhoto("r1", each);
  await phone.handOver("r1", "Un hoyo", both.slice(1));
  await phone.outbox.reopen("r1");
  await phone.handOver("r1", "Un hoyo", both);
  await phone.drainAll();
  assert.equal(city.photosOf("r1").length, 2);
});

test("a photo that another tab took away is not promised to the city: it stays a draft", async () => {
  const [phone] = phoneAndCity();
  await phone.begin("r1");
  await assert.rejects(phone.handOver("r1", "Un hoyo", [photo()]), (error) => error instanceof NotKept && error.reason === "missing-photo");
  assert.equal((await phone.row("r1")).state, "draft");
});

for (const [what, takesBack] of [
  ["opened", (phone: TestPhone) => phone.outbox.reopen("r2")],
  ["deleted", (phone: TestPhone) => phone.outbox.remove("r2")],
] as const) {
  test(`a report that is ${what} while its turn comes is not sent`, async () => {
    const [phone, city] = phoneAndCity();
    await phone.report("r1");
    await phone.report("r2");
    const { store } = phone;
    const change = store.change.bind(store);
    store.change = async (id, decide) => {
      const row = await store.find(id);
      if (id === "r2" && row?.state === "ready") {
        store.change = change;
        await takesBack(phone);
      }
      return change(id, decide);
    };
    await phone.drain();
    assert.deepEqual([...city.received.keys()], ["r1"]);
  });
}

test("it is sent where the phone has no room to write down that it goes", async () => {
  const [phone, city] = phoneAndCity();
  await phone.report("r1");
  const change = phone.store.change.bind(phone.store);
  phone.store.change = async () => Promise.reject(new NotKept("full"));
  await phone.drain();
  phone.store.change = change;
  assert.deepEqual([...city.received.keys()], ["r1"]);
});
