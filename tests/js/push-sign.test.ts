import assert from "node:assert/strict";
import { test } from "node:test";
import { isDue } from "../../static/js/lib/push/due";
import { forgetSent, noteSent } from "../../static/js/lib/push/sign";

const DAY_MS = 86_400_000;
const NOON = 20_000 * DAY_MS + DAY_MS / 2;

function notes(): () => Storage {
  const kept = new Map<string, string>();
  const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value), removeItem: (name: string) => void kept.delete(name) };
  return () => storage as unknown as Storage;
}

function forbidden(): Storage {
  throw new DOMException("no storage here", "SecurityError");
}

test("a phone without messages never has anything to say", () => {
  assert.equal(isDue("en", notes(), NOON), false);
});

test("the city hears once a visit", () => {
  const kept = notes();
  noteSent("en", kept, NOON);
  assert.equal(isDue("en", kept, NOON + 1), false);
  assert.equal(isDue("en", kept, NOON + 11 * 60_000), true);
});

test("another language is said at once", () => {
  const kept = notes();
  noteSent("en", kept, NOON);
  assert.equal(isDue("ar", kept, NOON + 1), true);
});

test("what is forgotten is never said again", () => {
  const kept = notes();
  noteSent("en", kept, NOON);
  forgetSent(kept);
  assert.equal(isDue("ar", kept, NOON + 9 * DAY_MS), false);
});

test("a browser that keeps no notes breaks nothing", () => {
  noteSent("en", forbidden, NOON);
  forgetSent(forbidden);
  assert.equal(isDue("en", forbidden, NOON), false);
});
