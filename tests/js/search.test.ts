import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fold } from "../../static/js/lib/search-letters";
import { ServiceSearch } from "../../static/js/lib/search-services";
import { tokensOf } from "../../static/js/lib/search-tokens";
import type { ListedService, Listing, Stop, Words } from "../../static/js/lib/services";

interface Vectors {
  folded: [text: string, folded: string][];
  tokens: [text: string, tokens: string[]][];
  language: string;
  services: (Omit<ListedService, "questions"> & { questions: { label: string; hint: string; values: string[] }[] })[];
  stops: Stop[];
  words: Record<string, Record<string, string[]>>;
  found: [typed: string, services: string[], stops: string[]][];
}

// Read by tests/city/test_searching_services.py too: a phone and the server find the same.
const vectors = JSON.parse(readFileSync(join(process.cwd(), "tests/city/search_vectors.json"), "utf8")) as Vectors;

const listing: Listing = {
  services: vectors.services.map((service) => ({
    ...service,
    questions: service.questions.map(({ label, hint, values }, order) => ({
      code: "", datatype: "string", required: false, label, hint, order, values: values.map((name) => ({ key: "", name })),
    })),
  })),
  stops: vectors.stops,
};
const codes = [...vectors.services, ...vectors.stops].map(({ code }) => code);
const words: Words = {
  codes,
  words: Object.fromEntries(Object.entries(vectors.words).map(([language, called]) => [language, codes.map((code) => called[code] ?? [])])),
};
const atOnce = async () => undefined;

function found(search: ServiceSearch, typed: string): [services: string[], stops: string[]] {
  const { services, stops } = search.find(typed);
  return [services.map(({ code }) => code), stops.map(({ code }) => code)];
}

for (const [text, folded] of vectors.folded) test(`"${text}" is read as "${folded}"`, () => assert.equal(fold(text), folded));

for (const [text, tokens] of vectors.tokens) {
  test(`"${text}" is looked up by ${tokens.join(", ")}`, () => assert.deepEqual(tokensOf(fold(text)).map((token) => token.text), tokens));
}

const whole = new ServiceSearch(listing, vectors.language);
for (const [typed, services, stops] of vectors.found) {
  test(`"${typed}" finds on a phone what it finds on the server: ${[...services, ...stops].join(", ") || "nothing"}`, async () => {
    await whole.hear(words, atOnce);
    assert.deepEqual(found(whole, typed), [services, stops]);
  });
}

test("until the words of other languages are there, a person's own are searched", async () => {
  const search = new ServiceSearch(listing, "en");
  assert.deepEqual(found(search, "pothle"), [["POTHOLE"], []]);
  assert.deepEqual(found(search, "bache"), [[], []]);
  await search.hear(words, atOnce);
  assert.deepEqual(found(search, "bache"), [["POTHOLE"], []]);
});

test("a slow phone takes a breath after each language, and hears them once", async () => {
  const search = new ServiceSearch(listing, "en");
  let breaths = 0;
  const breath = async () => void breaths++;
  await Promise.all([search.hear(words, breath), search.hear(words, breath)]);
  await search.hear(words, breath);
  assert.equal(breaths, Object.keys(words.words).length);
});

test("what was typed before the other languages came is not remembered as unknown", async () => {
  const search = new ServiceSearch(listing, "en");
  search.find("un hueco grande");
  await search.hear(words, atOnce);
  assert.equal(found(search, "un hueco grande")[0][0], "POTHOLE");
});

test("words for things that this list does not have are left alone", async () => {
  const search = new ServiceSearch({ services: [], stops: [] }, "en");
  await search.hear(words, atOnce);
  assert.deepEqual(found(search, "bache"), [[], []]);
});
