import assert from "node:assert/strict";
import { test } from "node:test";
import { reportBody } from "../../static/js/lib/report-body";

const NOW = new Date("2026-11-21T12:00:00Z");

function body(entries: [string, string][], photos = [] as { sha256: string; bytes: number; type: string }[]): Record<string, unknown> {
  const fields = new FormData();
  for (const [name, value] of entries) fields.append(name, value);
  return JSON.parse(new TextDecoder().decode(reportBody(fields, photos, new Set(["answer.material"]), NOW))) as Record<string, unknown>;
}

test("a full form becomes the report that the city takes", () => {
  const sent = body(
    [
      ["service", "SR-1"], ["answer.material", "bags"], ["answer.material", "tires"], ["answer.size", " big "], ["answer.when", ""],
      ["latitude", "39.95"], ["longitude", "-75.16"], ["accuracy_m", "12"], ["place_source", "device"], ["address", "By the gate"],
      ["description", " Since Monday. "], ["language", "es"], ["contact_email", "a@example.org"], ["contact_name", ""],
    ],
    [{ sha256: "ab", bytes: 3, type: "image/jpeg" }],
  );
  assert.deepEqual(sent, {
    schema: 1, service: "SR-1", answers: { material: ["bags", "tires"], size: "big" },
    place: { lat: 39.95, long: -75.16, accuracy_m: 12, source: "device", address: "By the gate" },
    description: "Since Monday.", language: "es", contact: { email: "a@example.org" },
    photos: [{ sha256: "ab", bytes: 3, type: "image/jpeg" }], client_time: "2026-11-21T12:00:00.000Z",
  });
});

test("one tick in a question of several is still a list", () => {
  assert.deepEqual(body([["answer.material", "bags"]]).answers, { material: ["bags"] });
});

test("words alone, no place at all, and nothing said are told apart", () => {
  assert.deepEqual(body([["address", "12th and Vine"]]).place, { source: "words", address: "12th and Vine" });
  assert.deepEqual(body([["unplaceable", "1"]]).place, { source: "none" });
  assert.equal("place" in body([]), false);
});

test("a report names the case that it joins, and only then", () => {
  assert.equal(body([["joins", "4821903756"], ["likely", "4821903756"]]).joins, "4821903756");
  assert.equal("joins" in body([["joins", ""]]), false);
});
