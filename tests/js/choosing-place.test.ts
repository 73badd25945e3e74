import assert from "node:assert/strict";
import { test } from "node:test";
import { afterChoosing, pinAccuracy, pinned, withoutAddress, zoomFor } from "../../static/js/lib/choosing-place";
import type { Known, Source } from "../../static/js/lib/known-place";

const HERE = { latitude: 39.95, longitude: -75.16 };
const A_MILE_NORTH = { latitude: 39.965, longitude: -75.16 };
const found = (source: Source, accuracy_m: number, at = HERE): Known => ({ kind: "found", source, fix: { ...at, accuracy_m }, isConfirmed: false });
const suggestion = (accuracy_m: number, at = HERE) => ({ label: "1220 Market St", fix: { ...at, accuracy_m } });
const sourceOf = (known: Known) => (known.kind === "found" ? known.source : known.kind);

test("a chosen address is a place where nothing else is known", () => {
  const known = afterChoosing({ kind: "failed", failure: "denied" }, suggestion(20));
  assert.deepEqual(known, { kind: "found", source: "address", fix: { ...HERE, accuracy_m: 20 }, isConfirmed: true, where: "1220 Market St" });
});

const CASES: [string, Known, number, Source | "nothing"][] = [
  ["a fix that says the same more finely stays", found("device", 10), 20, "device"],
  ["a fix that only knows the area gives way", found("device", 900), 20, "address"],
  ["a street's middle does not blur a fix on it", found("device", 40), 800, "device"],
  ["a fix a mile off gives way: somebody reports from elsewhere", found("device", 10, A_MILE_NORTH), 20, "address"],
  ["so does a photo's place a mile off", found("photo", 25, A_MILE_NORTH), 20, "address"],
  ["another address takes the place of the first", found("address", 20, A_MILE_NORTH), 80, "address"],
  ["a pin stays wherever it is", found("pin", 10, A_MILE_NORTH), 20, "pin"],
];
for (const [what, known, accuracy_m, source] of CASES) {
  test(what, () => assert.equal(sourceOf(afterChoosing(known, suggestion(accuracy_m))), source));
}

test("an address that nobody can place is words: the earlier one goes, a fix stays", () => {
  const words = { label: "4 Millbrook Rd", fix: null };
  assert.deepEqual(afterChoosing(found("address", 20), words), { kind: "nothing" });
  assert.equal(sourceOf(afterChoosing(found("device", 20), words)), "device");
});

test("typing on after choosing forgets that point and no other", () => {
  const chosen = afterChoosing({ kind: "nothing" }, suggestion(20));
  assert.deepEqual(["1220 Market St", "1220 Market St E", "1220 Market", ""].map((words) => sourceOf(withoutAddress(chosen, words))), ["address", "nothing", "nothing", "nothing"]);
  assert.deepEqual((["device", "photo", "pin"] as const).map((source) => sourceOf(withoutAddress(found(source, 20), "x"))), ["device", "photo", "pin"]);
});

test("what is written behind a chosen address, with a comma, says where to look there", () => {
  const chosen = afterChoosing({ kind: "nothing" }, suggestion(20));
  assert.deepEqual(["1220 Market St,", "1220 Market St, behind the school"].map((words) => sourceOf(withoutAddress(chosen, words))), ["address", "address"]);
});

test("a pin claims what a finger can point at: a doorway on a near map, an area on a far one", () => {
  assert.deepEqual([19, 17, 15, 12].map((zoom) => pinAccuracy(39.95, zoom)), [5, 15, 59, 469]);
});

test("a pin is sure of itself, and no finer than a phone can show", () => {
  assert.deepEqual(pinned({ latitude: 39.9523881234, longitude: -75.16361199 }, 18), {
    kind: "found", source: "pin", fix: { latitude: 39.952388, longitude: -75.163612, accuracy_m: 8 }, isConfirmed: true,
  });
});

test("a map opens so near that the circle is seen whole, and never in somebody's garden", () => {
  const zooms = [5, 100, 1_000, 20_000].map((accuracy_m) => zoomFor({ ...HERE, accuracy_m }));
  assert.deepEqual(zooms, [18, 16, 13, 11]);
});
