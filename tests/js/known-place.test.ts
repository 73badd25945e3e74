import assert from "node:assert/strict";
import { test } from "node:test";
import { foundWords, isOutside, isUnsure, isWorthOffering, type Bounds, type Known } from "../../static/js/lib/known-place";
import { Texts } from "../../static/js/lib/texts";

const CITY: Bounds = [-75.28, 39.86, -74.95, 40.14];
const found = (latitude: number, longitude: number, accuracy_m: number, isConfirmed = false): Known =>
  ({ kind: "found", source: "device", fix: { latitude, longitude, accuracy_m }, isConfirmed });
const texts = new Texts({ found_exact: "within {distance}", found_near: "right?", found_confirmed: "yes", found_area: "area", distances: [[30, "100 feet"]] });

test("a fix of 90 m is asked about once, a good one and a poor one are not", () => {
  assert.deepEqual([20, 90, 900].map((metres) => isUnsure(found(39.95, -75.16, metres))), [false, true, false]);
  assert.equal(isUnsure(found(39.95, -75.16, 90, true)), false);
});

test("only a circle that lies wholly elsewhere is outside", () => {
  assert.equal(isOutside(found(39.95, -75.16, 20), CITY), false);
  assert.equal(isOutside(found(39.80, -75.16, 20), CITY), true);
  assert.equal(isOutside(found(39.80, -75.16, 10_000), CITY), false);
  assert.equal(isOutside(found(43.47, 11.88, 20), CITY), true);
  assert.equal(isOutside({ kind: "nothing" }, CITY), false);
});

test("a photo's place is offered in the city, unless the phone says the same", () => {
  const photo = { latitude: 39.96, longitude: -75.17 };
  assert.equal(isWorthOffering(photo, { kind: "nothing" }, CITY), true);
  assert.equal(isWorthOffering(photo, found(39.95, -75.16, 20), CITY), true);
  assert.equal(isWorthOffering(photo, found(39.96, -75.1701, 20), CITY), false);
  assert.equal(isWorthOffering({ latitude: 43.47, longitude: 11.88 }, { kind: "nothing" }, CITY), false);
  assert.equal(isWorthOffering(null, { kind: "nothing" }, CITY), false);
});

test("accuracy is said in words", () => {
  assert.equal(foundWords(found(39.95, -75.16, 20), texts), "within 100 feet");
  assert.equal(foundWords(found(39.95, -75.16, 90), texts), "right?");
  assert.equal(foundWords(found(39.95, -75.16, 90, true), texts), "yes");
  assert.equal(foundWords(found(39.95, -75.16, 900), texts), "area");
});
