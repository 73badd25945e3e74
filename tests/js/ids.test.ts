import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, newSecret } from "../../static/js/lib/ids";

test("an id is a random UUID that the server accepts", () => {
  assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newId(), newId());
});

test("a secret is 32 url-safe characters, whatever the bytes", () => {
  const highest = { getRandomValues: (array: Uint8Array) => array.fill(255) };
  assert.equal(newSecret(highest), "_".repeat(32));
  assert.match(newSecret(), /^[A-Za-z0-9_-]{32}$/);
});
