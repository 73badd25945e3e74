import assert from "node:assert/strict";
import { test } from "node:test";
import { additionBody } from "../../static/js/lib/addition-body";

const NOW = new Date("2026-11-21T12:00:00Z");

test("words and photos become the addition that the city takes", () => {
  const photo = { sha256: "ab", bytes: 3, type: "image/jpeg", key: "not for the city" };
  const body = additionBody("5f0c1f0e", " It grew. ", [photo], "es", NOW);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(body)), {
    schema: 1, report: "5f0c1f0e", description: "It grew.", photos: [{ sha256: "ab", bytes: 3, type: "image/jpeg" }], language: "es",
    client_time: "2026-11-21T12:00:00.000Z",
  });
});
