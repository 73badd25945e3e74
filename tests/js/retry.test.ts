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

const now = Date.parse("2026-11-21T12:00:00Z");
const asked = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), now);

test("Retry-After is seconds or a date, and nonsense is nothing", () => {
  assert.equal(asked({ "Retry-After": "5" }), 5000);
  assert.equal(asked({ "Retry-After": "Sat, 21 Nov 2026 12:00:30 GMT" }), 30_000);
  assert.equal(asked({ "Retry-After": "soon" }), null);
  assert.equal(asked({}), null);
});

test("a date is read by the clock of whoever wrote it, even if that is years off", () => {
  assert.equal(asked({ "Retry-After": "Mon, 21 Nov 2016 12:01:00 GMT", "Date": "Mon, 21 Nov 2016 12:00:00 GMT" }), 60_000);
  assert.equal(asked({ "Retry-After": "Wed, 21 Nov 2036 12:01:00 GMT", "Date": "Wed, 21 Nov 2036 12:00:00 GMT" }), 60_000);
});

test("a date that has passed means now", () => assert.equal(asked({ "Retry-After": "Sat, 21 Nov 2026 11:00:00 GMT" }), 0));

test("an hour is waited; more is no answer to go by", () => {
  assert.equal(asked({ "Retry-After": "3600" }), 3_600_000);
  assert.equal(asked({ "Retry-After": "3601" }), 300_000);
  assert.equal(asked({ "Retry-After": "Wed, 21 Nov 2046 12:00:00 GMT" }), 300_000);
});

test("ringing ends a wait at once", async () => {
  const bell = new Bell();
  const waiting = bell.wait(60_000);
  bell.ring();
  await waiting;
  bell.ring(); // nobody waits: nothing happens
});
