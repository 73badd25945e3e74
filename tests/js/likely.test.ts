import assert from "node:assert/strict";
import { test } from "node:test";
import { askLikely } from "../../static/js/lib/likely";

const SOUGHT = { service: "SR ST&1", latitude: 39.9524, longitude: -75.1636, accuracy_m: 12, words: "x".repeat(400) };

test("the city is asked with service, place, accuracy, words and language", async () => {
  let asked = new URL("https://city.example");
  await askLikely(SOUGHT, "es", async (url) => {
    asked = new URL(url, "https://city.example");
    return Response.json({ texts: {}, cases: [] });
  });
  assert.equal(asked.pathname, "/api/v1/cases/likely");
  const { words, ...others } = Object.fromEntries(asked.searchParams);
  assert.deepEqual(others, { service: "SR ST&1", lat: "39.9524", long: "-75.1636", accuracy: "12", lang: "es" });
  assert.equal(words!.length, 300);
});

const NO_ANSWERS: [string, () => Promise<Response>][] = [
  ["no network", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["a server that is down", async () => new Response("", { status: 503 })],
  ["a hotel's page", async () => new Response("<p>Sign in</p>", { headers: { "Content-Type": "text/html" } })],
  ["somebody else's JSON", async () => Response.json({ cases: "none" })],
  ["nothing at all", async () => Response.json(null)],
];

for (const [what, fetch] of NO_ANSWERS) {
  test(`${what} is no answer, and nobody is held up`, async () => {
    assert.equal(await askLikely(SOUGHT, "en", fetch), null);
  });
}
