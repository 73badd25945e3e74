import assert from "node:assert/strict";
import { test } from "node:test";
import { Bell, delayMs, retryAfterMs } from "../../static/js/lib/retry";

test("waits grow from 2 s to 5 min and are never equal for everyone", () => {
  assert.equal(delayMs(0, null, () => 1), 2000);
  assert.equal(delayMs(3, null, () => 1), 16_000);
  assert.equal(delayMs(3, null, () => 0), 8000);
  assert.equal(delayMs(1000, null, () => 1), 300_000);
});

test("the server's wish is the least we wait", () => assert.equal(delayMs(0, 90_000, () => 1), 90_000));

test("Retry-After is seconds or a date, and nonsense is nothing", () => {
  const read = (value: string) => retryAfterMs(new Headers({ "Retry-After": value }), Date.parse("2026-11-21T12:00:00Z"));
  assert.equal(read("5"), 5000);
  assert.equal(read("Sat, 21 Nov 2026 12:00:30 GMT"), 30_000);
  assert.equal(read("soon"), null);
  assert.equal(read("999999999"), 3_600_000);
});

test("ringing ends a wait at once", async () => {
  const bell = new Bell();
  const waiting = bell.wait(60_000);
  bell.ring();
  await waiting;
  bell.ring(); // nobody waits: nothing happens
});
