import assert from "node:assert/strict";
import { test } from "node:test";
import { foundWords, isOutside, isUnsure, isWorthOffering, summaryWords, type Bounds, type Found, type Known, type Source } from "../../static/js/lib/known-place";
import { Texts } from "../../static/js/lib/texts";

const CITY: Bounds = [-75.28, 39.86, -74.95, 40.14];
const found = (latitude: number, longitude: number, accuracy_m: number, isConfirmed = false): Known =>
  ({ kind: "found", source: "device", fix: { latitude, longitude, accuracy_m }, isConfirmed });
const pin: Found = { kind: "found", source: "pin", fix: { latitude: 39.95, longitude: -75.16, accuracy_m: 8 }, isConfirmed: true };
const texts = new Texts({
  found_exact: "within {distance}", found_near: "{distance}, right?", found_area: "area, {distance}",
  photo_place: "photo", place_pin: "pin", place_device: "phone, {distance}",
  distances: [[30, "100 feet"], [90, "300 feet"], [20000, "12 miles"]],
});

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

test("a point that the city calls elsewhere is outside, whatever the box says", () => {
  assert.equal(isOutside({ ...pin, isElsewhere: true }, CITY), true);
  assert.equal(isOutside(pin, CITY), false);
});

test("whoever has put a pin is not asked about the photo's place", () => {
  assert.equal(isWorthOffering({ latitude: 39.97, longitude: -75.2 }, pin, CITY), false);
});

test("accuracy is said in words, whatever the place comes from", () => {
  assert.equal(foundWords(found(39.95, -75.16, 20), texts), "within 100 feet");
  assert.equal(foundWords(found(39.95, -75.16, 90), texts), "300 feet, right?");
  assert.equal(foundWords(found(39.95, -75.16, 90, true), texts), "within 300 feet");
  assert.equal(foundWords(found(39.95, -75.16, 900), texts), "area, 12 miles");
  assert.equal(foundWords(pin, texts), "pin within 100 feet");
  assert.equal(foundWords({ ...pin, fix: { ...pin.fix, accuracy_m: 400 } }, texts), "pin area, 12 miles");
  assert.equal(foundWords({ ...pin, source: "address" }, texts), "within 100 feet");
  assert.equal(foundWords({ ...pin, source: "photo" }, texts), "photo within 100 feet");
});

test("the last look says the source and the accuracy", () => {
  const said = (source: Source) => summaryWords({ ...pin, source }, texts);
  assert.deepEqual((["device", "photo", "pin", "address"] as const).map(said),
    ["phone, 100 feet", "photo within 100 feet", "pin within 100 feet", "within 100 feet"]);
  assert.equal(summaryWords({ kind: "nothing" }, texts), "");
});
