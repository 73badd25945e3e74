import assert from "node:assert/strict";
import { test } from "node:test";
import { offlineAfter, ORIGIN, page, phoneWithShell, textOf, type Phone } from "./worker-world";

const CITY_HALL = "/en/nearby?near=39.9526,-75.1652";
const FISHTOWN = "/en/nearby?neighbourhood=fishtown";
const NEVER_OPENED = "/en/nearby?near=40,-75";

/** These lists were read, and then the network went. */
async function offlineWith(...paths: string[]): Promise<Phone> {
  const phone = await phoneWithShell();
  for (const path of ["/en/nearby", "/es/nearby", CITY_HALL, FISHTOWN]) phone.serves(path, () => page(`the list of ${path}`));
  return offlineAfter(phone, ...paths);
}

async function leadsTo(phone: Phone, path: string): Promise<string> {
  const { status, headers } = (await phone.opens(path))!;
  assert.equal(status, 302);
  return headers.get("Location")!.slice(ORIGIN.length);
}

test("a list that was read opens again at its own address, with its moment", async () => {
  const phone = await offlineWith(CITY_HALL, FISHTOWN);
  assert.match(await textOf(phone.opens(CITY_HALL)), /As of .*12:00.*near=39.9526/);
  assert.match(await textOf(phone.opens(FISHTOWN)), /fishtown/);
});

test("a place that was never read leads to the address of the last one", async () => {
  const phone = await offlineWith(CITY_HALL, FISHTOWN);
  assert.equal(await leadsTo(phone, NEVER_OPENED), FISHTOWN);
});

test("the tab of what is near leads to the last place, even if it was itself opened later", async () => {
  const phone = await offlineWith(CITY_HALL, "/en/nearby");
  assert.equal(await leadsTo(phone, "/en/nearby"), CITY_HALL);
});

test("a place that is read again is the last", async () => {
  const phone = await offlineWith(CITY_HALL, FISHTOWN, CITY_HALL);
  assert.equal(await leadsTo(phone, "/en/nearby"), CITY_HALL);
});

test("the question for a place opens where no place was read", async () => {
  const phone = await offlineWith("/en/nearby");
  assert.match(await textOf(phone.opens("/en/nearby")), /the list of/);
});

test("where no place was read, none is made up for another address", async () => {
  const phone = await offlineWith("/en/nearby");
  assert.match(await textOf(phone.opens(FISHTOWN)), /en offline/);
});

test("a list in another language does not stand in", async () => {
  const phone = await offlineWith(CITY_HALL);
  assert.match(await textOf(phone.opens("/es/nearby?near=40,-75")), /offline/);
});

test("the last six lists stay", async () => {
  const paths = Array.from({ length: 7 }, (_, count) => `/en/nearby?near=39.95,-75.1${count}`);
  const phone = await offlineWith(...paths);
  assert.deepEqual(phone.keysOf("lists"), paths.slice(1));
});

test("where the network is slow a place that was never read is waited for: no other stands in", async () => {
  const phone = await phoneWithShell();
  phone.serves(CITY_HALL, () => page("the list of City Hall"));
  await phone.opens(CITY_HALL);
  await phone.settles();
  phone.isSlow = true;
  phone.serves(NEVER_OPENED, async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return page("at last");
  });
  assert.match(await textOf(phone.opens(NEVER_OPENED)), /at last/);
});
