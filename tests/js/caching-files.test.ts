import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, data, offlineAfter, page, phoneWithShell, textOf, type Phone } from "./worker-world";

const CASE = "/en/cases/4821903756";

test("what is on this phone is asked first, and opens without a network", async () => {
  const phone = await phoneWithShell();
  phone.serves("/en/phone", () => page("two keys"));
  assert.match(await textOf(phone.opens("/en/phone?deleted=1")), /two keys/);
  await phone.settles();
  phone.isDead = true;
  assert.match(await textOf(phone.opens("/en/phone")), /en phone/);
});

test("the catalogue comes at once, and is renewed behind", async () => {
  const phone = await phoneWithShell();
  const address = "/api/v1/services?lang=en&questions=1";
  phone.serves(address, () => data({ services: ["new"] }));
  assert.deepEqual(JSON.parse(await textOf(phone.asks(address))), { services: ["en"] });
  await phone.settles();
  assert.deepEqual(JSON.parse(await textOf(phone.asks(address))), { services: ["new"] });
});

test("a script that asks for cases gets what it got before, and can see that it is old", async () => {
  const phone = await phoneWithShell();
  const address = "/api/v1/cases?near=39.95,-75.16";
  phone.serves(address, () => data({ features: [] }));
  assert.equal((await phone.asks(address))?.headers.has("Stoop-Kept"), false);
  await phone.settles();
  phone.isDead = true;
  assert.equal((await phone.asks(address))?.headers.get("Stoop-Kept"), "1000000");
  await assert.rejects(phone.asks("/api/v1/cases?near=1,2")!, TypeError);
});

test("what is around the last ten places of reports is kept apart from what a map asks for", async () => {
  const phone = await phoneWithShell();
  for (let place = 0; place < 12; place += 1) {
    const address = `/api/v1/cases/around?lat=39.9${place}&long=-75&lang=en`;
    phone.serves(address, () => data({ texts: {}, cases: [] }));
    await phone.asks(address);
    await phone.settles();
  }
  assert.equal(phone.keysOf("around").length, 10);
  assert.deepEqual(phone.keysOf("answers"), []);
});

test("a page that somebody on the way sends instead is kept neither as cases nor as a photo", async () => {
  const phone = await phoneWithShell();
  for (const path of ["/api/v1/cases", "/media/key-400.webp"]) {
    phone.serves(path, () => page("sign in to this Wi-Fi"));
    await phone.asks(path);
  }
  await phone.settles();
  assert.deepEqual([...phone.keysOf("answers"), ...phone.keysOf("photos")], []);
});

test("what a secret opens is not saved", async () => {
  const phone = await phoneWithShell();
  phone.serves("/api/v1/cases/4821903756", () => data({ private: true }));
  await phone.asks("/api/v1/cases/4821903756", { headers: { Authorization: "Bearer secret" } });
  await phone.settles();
  assert.deepEqual(phone.keysOf("answers"), []);
});

test("on a shared phone nothing that somebody read is saved", async () => {
  const phone = await phoneWithShell();
  phone.isShared = true;
  for (const path of [CASE, "/en/nearby"]) phone.serves(path, () => page("somebody's"));
  phone.serves("/api/v1/cases", () => data({}));
  phone.serves("/media/key-400.webp", () => answered("a photo"));
  phone.serves("/api/v1/cases/around?lat=1", () => data({}));
  await phone.asks("/api/v1/cases");
  await phone.asks("/api/v1/cases/around?lat=1");
  await phone.asks("/media/key-400.webp");
  await offlineAfter(phone, CASE, "/en/nearby");
  for (const name of ["cases", "lists", "answers", "around", "photos"]) assert.deepEqual(phone.keysOf(name), []);
  assert.match(await textOf(phone.opens("/en/report")), /en report/);
});

const PHOTO = "/media/key-400.webp";

/** Somebody has seen this photo, so long ago. */
async function phoneWithPhoto(ageMs: number): Promise<Phone> {
  const phone = await phoneWithShell();
  phone.serves(PHOTO, () => answered("a pothole"));
  await phone.asks(PHOTO);
  await phone.settles();
  phone.clock += ageMs;
  phone.asked.length = 0;
  return phone;
}

test("a photo seen in the last minute costs nothing", async () => {
  const phone = await phoneWithPhoto(59_999);
  assert.equal(await textOf(phone.asks(PHOTO)), "a pothole");
  assert.deepEqual(phone.asked, []);
});

test("an older photo is asked for again, past the browser's own cache", async () => {
  const phone = await phoneWithPhoto(60_000);
  phone.serves(PHOTO, () => answered("a mended pothole"));
  assert.equal(await textOf(phone.asks(PHOTO)), "a mended pothole");
  assert.equal(phone.options.get(PHOTO)?.cache, "no-cache");
});

test("a clock that was put back makes no photo fresh", async () => {
  const phone = await phoneWithPhoto(-86_400_000);
  await phone.asks(PHOTO);
  assert.deepEqual(phone.asked, [PHOTO]);
});

test("a photo shows without a network, and where the network is slow", async () => {
  const phone = await phoneWithPhoto(60_000);
  phone.isDead = true;
  assert.equal(await textOf(phone.asks(PHOTO)), "a pothole");
  phone.isDead = false;
  phone.isSlow = true;
  phone.serves(PHOTO, () => new Promise(() => undefined));
  assert.equal(await textOf(phone.asks(PHOTO)), "a pothole");
});

for (const status of [404, 410]) {
  test(`a photo that was hidden (${status}) goes from the phone too`, async () => {
    const phone = await phoneWithPhoto(60_000);
    phone.serves(PHOTO, () => answered("gone", { status }));
    assert.equal((await phone.asks(PHOTO))?.status, status);
    await phone.settles();
    phone.isDead = true;
    await assert.rejects(phone.asks(PHOTO)!, TypeError);
  });
}

test("a server in trouble hides no photo", async () => {
  const phone = await phoneWithPhoto(60_000);
  phone.serves(PHOTO, () => answered("trouble", { status: 500 }));
  assert.equal(await textOf(phone.asks(PHOTO)), "a pothole");
});

test("the latest sixty photos stay", async () => {
  const phone = await phoneWithShell();
  for (let count = 0; count < 65; count++) {
    phone.serves(`/media/${count}-400.webp`, () => answered("a photo"));
    await phone.asks(`/media/${count}-400.webp`);
    await phone.settles();
  }
  assert.equal(phone.keysOf("photos").length, 60);
});

test("a full phone still shows the page, and gives up photos for it", async () => {
  const phone = await phoneWithPhoto(0);
  phone.make("stoop-cases").isFull = true;
  phone.serves("/en/cases/4821903756", () => page("a case"));
  assert.match(await textOf(phone.opens("/en/cases/4821903756")), /a case/);
  await phone.settles();
  assert.deepEqual(phone.keysOf("photos"), []);
});

test("a file of this build comes from the phone", async () => {
  const phone = await phoneWithShell();
  assert.match(await textOf(phone.asks("/static/js/main-BBBBBBBB.js")), /main-BBBBBBBB/);
  assert.deepEqual(phone.asked, []);
});

test("a file of an older build comes from the server, which keeps it for thirty days", async () => {
  const phone = await phoneWithShell();
  phone.serves("/static/js/main-AAAAAAAA.js", () => answered("old"));
  assert.equal(await textOf(phone.asks("/static/js/main-AAAAAAAA.js")), "old");
});

test("a saved page of an older build gets its style from this one where nobody has the old", async () => {
  const phone = await phoneWithShell();
  assert.match(await textOf(phone.asks("/static/css/main-AAAAAAAA.css")), /main-BBBBBBBB.css/);
  phone.isDead = true;
  assert.match(await textOf(phone.asks("/static/css/main-AAAAAAAA.css")), /main-BBBBBBBB.css/);
  assert.equal((await phone.asks("/static/css/other-AAAAAAAA.css"))?.type, "error");
});
