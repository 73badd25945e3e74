import assert from "node:assert/strict";
import { test } from "node:test";
import { keptAround, likelyAmong, together, type KeptCase } from "../../static/js/lib/likely-kept";
import type { Sought } from "../../static/js/lib/likely";
import type { ListedService, Listing } from "../../static/js/lib/services";

const DEGREE_M = 111_195;
const LADDER: [number, string][] = [[15, "50 ft"], [60, "200 ft"], [300, "1,000 ft"]];
const NOW = Date.parse("2026-11-21T12:00:00Z");

function service(code: string, more: Partial<ListedService> = {}): ListedService {
  return { code, name: code, description: "", keywords: [], ...more };
}

const LISTING: Listing = {
  services: [
    service("POTHOLE", { kin: ["SINKHOLE", "NOWHERE"] }), service("SINKHOLE", { same_within_m: 100, kin: ["POTHOLE"] }),
    service("GRAFFITI"), service("PRIVATE", { private: true }), service("ROUNDED", { rounded: true }),
  ],
  stops: [],
  same_within_m: 30,
};

function kept(number: string, metresNorth: number, more: Partial<KeptCase> = {}): KeptCase {
  const texts = { service_name: "Pothole", status_text: "Received", address: "", received_text: "", report_count: 1, reports_text: "", photo: null };
  return { number, service: "POTHOLE", lat: 40 + metresNorth / DEGREE_M, long: -75, ...texts, ...more };
}

function sought(more: Partial<Sought> = {}): Sought {
  return { service: "POTHOLE", latitude: 40, longitude: -75, accuracy_m: 0, words: "", ...more };
}

function offered(cases: readonly KeptCase[], more: Partial<Sought> = {}): string[] {
  return likelyAmong(cases, sought(more), LISTING, LADDER).map(({ number }) => number);
}

test("what is within the distance of the service is offered, what is beyond it is not", () => {
  assert.deepEqual(offered([kept("near", 29), kept("far", 32)]), ["near"]);
});

test("a fix that is unsure reaches further, but never much further", () => {
  assert.deepEqual(offered([kept("a", 45), kept("b", 95)], { accuracy_m: 20 }), ["a"]);
  assert.deepEqual(offered([kept("a", 85), kept("b", 95)], { accuracy_m: 400 }), ["a"]);
});

test("nobody who knows only the part of the city is offered anything", () => {
  assert.deepEqual(offered([kept("a", 1)], { accuracy_m: 1_500 }), []);
});

test("a kindred service must be near by both measures, and comes after the same one", () => {
  const kin = kept("kin", 20, { service: "SINKHOLE" });
  assert.deepEqual(offered([kin, kept("same", 20), kept("far kin", 40, { service: "SINKHOLE" })]), ["same", "kin"]);
});

test("other services are not offered", () => {
  assert.deepEqual(offered([kept("graffiti", 1, { service: "GRAFFITI" })]), []);
});

test("nobody is shown anything for a service whose cases are not shared, or that nobody knows", () => {
  for (const code of ["PRIVATE", "ROUNDED", "NOWHERE"]) assert.deepEqual(offered([kept("a", 1, { service: code })], { service: code }), []);
});

test("the nearest comes first, and five are enough", () => {
  const cases = [6, 5, 4, 3, 2, 1].map((metres) => kept(String(metres), metres));
  assert.deepEqual(offered(cases), ["1", "2", "3", "4", "5"]);
});

test("how far it is, is said in the words of the page", () => {
  const [first, second] = likelyAmong([kept("a", 3), kept("b", 25)], sought(), LISTING, LADDER);
  assert.deepEqual([first?.distance_text, second?.distance_text], ["50 ft", "200 ft"]);
});

test("of a case that was kept twice the newer one counts", () => {
  const [older, newer] = ["Received", "Work has started"].map((status_text) => ({ texts: {}, cases: [kept("a", 1, { status_text })] }));
  assert.deepEqual(together([older!, null, newer!])?.cases.map(({ status_text }) => status_text), ["Work has started"]);
  assert.equal(together([null]), null);
});

test("a phone remembers what is around in the language of the page, and nothing older than a month", async () => {
  const caches = shelfOf({
    "lang=en&lat=1": { age: 3_600_000, cases: [kept("fresh", 1)] },
    "lang=es&lat=1": { age: 3_600_000, cases: [kept("spanish", 1)] },
    "lang=en&lat=2": { age: 31 * 86_400_000, cases: [kept("old", 1)] },
    "lang=en&lat=3": { age: 0, cases: null },
  });
  assert.deepEqual((await keptAround("en", caches, NOW))?.cases.map(({ number }) => number), ["fresh"]);
});

test("a phone that never kept anything has nothing to say", async () => {
  assert.equal(await keptAround("en", undefined, NOW), null);
  assert.equal(await keptAround("en", { has: async () => false } as unknown as CacheStorage, NOW), null);
});

/** The worker's shelf of what is around places. */
function shelfOf(answers: Record<string, { age: number; cases: KeptCase[] | null }>): CacheStorage {
  const urlOf = (query: string) => `https://city.example/api/v1/cases/around?${query}`;
  const kept = new Map(Object.entries(answers).map(([query, { age, cases }]) => {
    const body = cases ? JSON.stringify({ texts: {}, cases }) : "not json";
    return [urlOf(query), new Response(body, { headers: { "Stoop-Kept": String(NOW - age) } })];
  }));
  const shelf = { keys: async () => [...kept.keys()].map((url) => new Request(url)), match: async ({ url }: Request) => kept.get(url) };
  return { has: async (name: string) => name === "stoop-around", open: async () => shelf } as unknown as CacheStorage;
}
