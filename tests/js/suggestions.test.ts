import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Fetch } from "../../static/js/lib/api";
import { NONE, optionAfter, readFound, Suggestions, type Found } from "../../static/js/lib/suggestions";

const PLACED = { label: "1220 Market St", kind: "address", lat: 39.95, long: -75.17, accuracy_m: 19.2, zip: "19107" };
const UNPLACED = { label: "4 Millbrook Rd", kind: "unplaced", lat: null, long: null, accuracy_m: null, zip: null };
const settled = () => new Promise((resolve) => setImmediate(resolve));

class City {
  readonly asked: URL[] = [];
  readonly shown: Found[] = [];
  readonly suggestions: Suggestions;
  private readonly answers: ((response: Response) => void)[] = [];

  constructor(t: TestContext) {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    this.suggestions = new Suggestions(this.fetch, "es", (found) => this.shown.push(found));
  }

  private readonly fetch: Fetch = (url, { signal }) => {
    this.asked.push(new URL(url, "https://city.example"));
    return new Promise((resolve, reject) => {
      this.answers.push(resolve);
      signal!.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    });
  };

  async says(which: number, body: unknown, status = 200): Promise<void> {
    this.answers[which]!(new Response(typeof body === "string" ? body : JSON.stringify(body), { status }));
    await settled();
  }
}

test("a pause in typing asks once, from the second character on, in the page's language", (t) => {
  const city = new City(t);
  for (const text of ["m", "ma", "mar"]) city.suggestions.ask(text, null);
  t.mock.timers.tick(149);
  assert.equal(city.asked.length, 0);
  t.mock.timers.tick(1);
  assert.deepEqual(city.asked.map((url) => url.search), ["?q=mar&lang=es"]);
});

for (const text of ["", "m", "  m  "]) {
  test(`nothing is asked for ${JSON.stringify(text)}, and what was suggested goes`, (t) => {
    const city = new City(t);
    city.suggestions.ask(text, null);
    t.mock.timers.tick(10_000);
    assert.deepEqual([city.asked, city.shown], [[], [NONE]]);
  });
}

test("of 500 characters the city is asked for the first 120", (t) => {
  const city = new City(t);
  city.suggestions.ask("x".repeat(500), null);
  t.mock.timers.tick(150);
  assert.equal(city.asked[0]!.searchParams.get("q")!.length, 120);
});

test("the space behind a finished word is asked with it", (t) => {
  const city = new City(t);
  city.suggestions.ask(" market ", null);
  t.mock.timers.tick(150);
  assert.equal(city.asked[0]!.searchParams.get("q"), "market ");
});

test("places near what is known are asked for, and no more is told than its block", (t) => {
  const city = new City(t);
  city.suggestions.ask("market", { latitude: 39.952388, longitude: -75.163611 });
  t.mock.timers.tick(150);
  assert.equal(city.asked[0]!.searchParams.get("near"), "39.952,-75.164");
});

test("a late answer to earlier letters is not shown", async (t) => {
  const city = new City(t);
  city.suggestions.ask("ma", null);
  t.mock.timers.tick(150);
  city.suggestions.ask("mill", null);
  t.mock.timers.tick(150);
  await city.says(1, { places: [UNPLACED], found_text: "1 place found." });
  await city.says(0, { places: [PLACED], found_text: "1 place found." });
  assert.deepEqual(city.shown, [{ suggestions: [{ label: "4 Millbrook Rd", fix: null }], text: "1 place found." }]);
});

test("no network, a busy city and a café's gate are silence", async (t) => {
  for (const [body, status] of [["", 503], ["<html>Log in</html>", 200], [{ places: "no" }, 200], ["null", 200]] as const) {
    const city = new City(t);
    city.suggestions.ask("market", null);
    t.mock.timers.tick(150);
    await city.says(0, body, status);
    assert.deepEqual(city.shown, [NONE]);
    t.mock.timers.reset();
  }
});

test("nobody waits longer than five seconds for a suggestion", async (t) => {
  const city = new City(t);
  city.suggestions.ask("market", null);
  t.mock.timers.tick(150);
  t.mock.timers.tick(5_000);
  await settled();
  assert.deepEqual(city.shown, [NONE]);
});

test("a closed list stays closed", async (t) => {
  const city = new City(t);
  city.suggestions.ask("market", null);
  t.mock.timers.tick(150);
  city.suggestions.stop();
  await city.says(0, { places: [PLACED], found_text: "1 place found." });
  assert.deepEqual(city.shown, []);
});

test("a suggestion is a place with its accuracy, or words where the city cannot place it", () => {
  const { suggestions, text } = readFound({ places: [PLACED, UNPLACED, { label: "" }, 7, null], found_text: "2 places found." });
  assert.deepEqual(suggestions, [
    { label: "1220 Market St", fix: { latitude: 39.95, longitude: -75.17, accuracy_m: 20 } },
    { label: "4 Millbrook Rd", fix: null },
  ]);
  assert.equal(text, "2 places found.");
});

test("whom to ask in another town is said without a suggestion; anything else that is no text is not", () => {
  assert.deepEqual(readFound({ places: [], found_text: "Ask the town." }), { suggestions: [], text: "Ask the town." });
  assert.deepEqual([{}, ["x"], 3].map((found_text) => readFound({ places: [], found_text })), [NONE, NONE, NONE]);
});

test("a place at 0, 0 is words", () => {
  assert.deepEqual(readFound({ places: [{ ...PLACED, lat: 0, long: 0 }] }).suggestions, [{ label: "1220 Market St", fix: null }]);
});

test("arrow keys go round and round through the list", () => {
  assert.deepEqual([-1, 0, 1, 2].map((at) => optionAfter("ArrowDown", at, 3)), [0, 1, 2, 0]);
  assert.deepEqual([-1, 0, 1, 2].map((at) => optionAfter("ArrowUp", at, 3)), [2, 2, 0, 1]);
  assert.equal(optionAfter("ArrowDown", -1, 0), null);
  assert.equal(optionAfter("Home", 0, 3), null);
});
