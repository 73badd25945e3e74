import assert from "node:assert/strict";
import { test } from "node:test";
import { keepWords, WORDS } from "../../service_worker/words";
import { data, page, phoneWithShell, textOf, type Phone } from "./worker-world";

const DAY_MS = 86_400_000;

/** A phone that was at home once, in a city with words; its owner does nothing more. */
async function quietPhone(): Promise<Phone> {
  const phone = await phoneWithShell();
  phone.serves(WORDS, () => data({ codes: ["POTHOLE"], words: { es: [["Bache"]] } }));
  phone.world.wait = async () => undefined;
  return phone;
}

test("in a quiet moment the words of all languages come, and a search finds them without a network", async () => {
  const phone = await quietPhone();
  await keepWords(phone.world);
  assert.deepEqual(phone.asked, [WORDS]);
  phone.isDead = true;
  assert.match(await textOf(phone.asks(WORDS)), /Bache/);
});

test("they do not come while somebody opens pages", async () => {
  const phone = await quietPhone();
  const moments: number[] = [];
  phone.world.wait = async () => {
    moments.push(phone.asked.length);
    if (moments.length < 3) await phone.opens("/en/report");
  };
  await keepWords(phone.world);
  assert.deepEqual(moments, [0, 0, 0]);
  assert.deepEqual(phone.asked.at(-1), WORDS);
});

test("whoever saves data gets them only with a search, and keeps them then", async () => {
  const phone = await quietPhone();
  phone.isFrugal = true;
  await keepWords(phone.world);
  assert.deepEqual(phone.asked, []);
  assert.match(await textOf(phone.asks(WORDS)), /Bache/);
  await phone.settles();
  phone.isDead = true;
  assert.match(await textOf(phone.asks(WORDS)), /Bache/);
});

test("words of today are not asked for again, older ones are", async () => {
  const phone = await quietPhone();
  await keepWords(phone.world);
  phone.clock += DAY_MS - 1;
  await keepWords(phone.world);
  assert.equal(phone.asked.length, 1);
  phone.serves(WORDS, () => data({ codes: [], words: {} }));
  phone.clock += 1;
  await keepWords(phone.world);
  assert.equal(await textOf(phone.asks(WORDS)), '{"codes":[],"words":{}}');
});

test("a hotel's page in their place is not kept, and the old words stay", async () => {
  const phone = await quietPhone();
  await keepWords(phone.world);
  phone.serves(WORDS, () => page("Sign in"));
  phone.clock += DAY_MS;
  await keepWords(phone.world);
  assert.match(await textOf(phone.asks(WORDS)), /Bache/);
});

test("without words a search without a network fails as any request does", async () => {
  const phone = await quietPhone();
  phone.isDead = true;
  await assert.rejects(keepWords(phone.world), TypeError);
  await assert.rejects(phone.asks(WORDS)!, TypeError);
});

test("a new version of the app keeps the words of the one before", async () => {
  const phone = await quietPhone();
  await keepWords(phone.world);
  phone.stores.delete("stoop-shell-build-two");
  phone.isDead = true;
  assert.match(await textOf(phone.asks(WORDS)), /Bache/);
});
