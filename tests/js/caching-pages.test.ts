import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, offlineAfter, page, phoneWithShell, textOf } from "./worker-world";

const CASE = "/en/cases/4821903756";
const SHORT = "/c/4821903756";

test("a case comes from the network while it answers", async () => {
  const phone = await phoneWithShell();
  phone.serves(CASE, () => page("scheduled"));
  await phone.opens(CASE);
  phone.serves(CASE, () => page("fixed"));
  const shown = await textOf(phone.opens(CASE));
  assert.match(shown, /fixed/);
  assert.match(shown, /hidden/);
});

test("a case read before opens without a network and says from when it is", async () => {
  const phone = await phoneWithShell();
  phone.serves(CASE, () => page("scheduled"));
  await offlineAfter(phone, CASE);
  const shown = await textOf(phone.opens(CASE));
  assert.match(shown, /scheduled/);
  assert.match(shown, /<p class="strip saved" role="status">As of <bdi class="saved-moment">Nov 18, 12:00<\/bdi>/);
});

test("a moment is written as text, whatever stands in it", async () => {
  const phone = await phoneWithShell();
  phone.serves(CASE, () => page("scheduled", undefined, { headers: { "Stoop-Moment": encodeURIComponent("<b>&'") } }));
  await offlineAfter(phone, CASE);
  assert.match(await textOf(phone.opens(CASE)), /<bdi class="saved-moment">&#60;b&#62;&#38;'<\/bdi>/);
});

test("where the network is too slow the saved copy shows, and the late answer is kept", async () => {
  const phone = await phoneWithShell();
  phone.serves(CASE, () => page("scheduled"));
  await phone.opens(CASE);
  await phone.settles();
  let arrive: (late: Response) => void = () => undefined;
  phone.serves(CASE, () => new Promise((resolve) => (arrive = resolve)));
  phone.isSlow = true;
  assert.match(await textOf(phone.opens(CASE)), /scheduled/);
  arrive(page("fixed"));
  await phone.settles();
  phone.isDead = true;
  assert.match(await textOf(phone.opens(CASE)), /fixed/);
});

test("where nothing is saved a slow network is waited for", async () => {
  const phone = await phoneWithShell();
  phone.isSlow = true;
  phone.serves(CASE, async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return page("at last");
  });
  assert.match(await textOf(phone.opens(CASE)), /at last/);
});

for (const status of [502, 503, 504]) {
  test(`a proxy that says ${status} is no reason to show nothing`, async () => {
    const phone = await phoneWithShell();
    phone.serves(CASE, () => page("scheduled"));
    await phone.opens(CASE);
    await phone.settles();
    phone.serves(CASE, () => answered("Bad gateway", { status }));
    assert.match(await textOf(phone.opens(CASE)), /scheduled/);
    assert.equal((await phone.opens("/en/cases/9262505108"))?.status, 404);
  });
}

test("our own mistake is shown as it is", async () => {
  const phone = await phoneWithShell();
  phone.serves(CASE, () => page("scheduled"));
  await phone.opens(CASE);
  await phone.settles();
  phone.serves(CASE, () => page("Something went wrong", "", { status: 500 }));
  assert.match(await textOf(phone.opens(CASE)), /went wrong/);
});

const NOT_KEPT: [string, () => Response][] = [
  ["an error", () => page("gone", undefined, { status: 410 })],
  ["the end of a redirect", () => page("elsewhere", undefined, { redirected: true })],
  ["an answer of another origin", () => page("theirs", undefined, { type: "cors" })],
  ["what asks not to be kept", () => page("private", undefined, { headers: { "Cache-Control": "no-store" } })],
  ["a hotel's sign-in page", () => answered("<h1>Sign in</h1>", { headers: { "Content-Type": "text/html" } })],
];
for (const [what, reply] of NOT_KEPT) {
  test(`${what} is shown, and not saved`, async () => {
    const phone = await phoneWithShell();
    phone.serves(CASE, reply);
    await offlineAfter(phone, CASE);
    assert.match(await textOf(phone.opens(CASE)), /en offline/);
  });
}

test("the latest forty cases stay", async () => {
  const phone = await phoneWithShell();
  for (let count = 0; count < 45; count++) {
    const path = `/en/cases/${4821900000 + count}`;
    phone.serves(path, () => page("a case"));
    await phone.opens(path);
    await phone.settles();
  }
  assert.equal(phone.keysOf("cases").length, 40);
  assert.deepEqual(phone.keysOf("cases").at(-1), "/en/cases/4821900044");
});

test("a case that is read again is not the next to go", async () => {
  const phone = await phoneWithShell();
  for (const path of [CASE, "/en/cases/9262505108", CASE]) {
    phone.serves(path, () => page("a case"));
    await phone.opens(path);
    await phone.settles();
  }
  assert.deepEqual(phone.keysOf("cases"), ["/en/cases/9262505108", CASE]);
});

test("a case asked for with more in its address is not saved under it", async () => {
  const phone = await phoneWithShell();
  phone.serves(CASE, () => page("with a key"));
  await offlineAfter(phone, `${CASE}?key=secret`);
  assert.deepEqual(phone.keysOf("cases"), []);
});

test("the private link of a report is saved nowhere", async () => {
  const phone = await phoneWithShell();
  phone.serves(SHORT, () => page("a page where a redirect should be"));
  phone.serves(`${CASE}/receipt`, () => page("your private link"));
  await offlineAfter(phone, `${SHORT}?key=secret`, SHORT, `${CASE}/receipt`);
  for (const [name, store] of phone.stores) assert.doesNotMatch([...store.entries.keys()].join(" "), /key=|receipt|\/c\//, name);
});

const AREA = "/en/neighbourhoods/fishtown";

test("a neighborhood read before opens without a network, by its short name too", async () => {
  const phone = await phoneWithShell();
  phone.serves(AREA, () => page("what is open in Fishtown"));
  phone.serves("/en/neighbourhoods", () => page("all of them"));
  await offlineAfter(phone, AREA, "/en/neighbourhoods");
  for (const path of [AREA, `${AREA}?status=closed`, "/n/fishtown", "/n/FISHTOWN"]) {
    assert.match(await textOf(phone.opens(path)), /As of[^]*Fishtown/, path);
  }
  assert.match(await textOf(phone.opens("/en/neighbourhoods?q=fish")), /all of them/);
});

test("a neighborhood that was never read does not open without a network", async () => {
  const phone = await phoneWithShell();
  phone.serves(AREA, () => page("what is open in Fishtown"));
  await offlineAfter(phone, AREA);
  assert.doesNotMatch(await textOf(phone.opens("/n/belmont")), /Fishtown/);
});
