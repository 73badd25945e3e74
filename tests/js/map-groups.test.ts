import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped } from "../../static/js/lib/map/groups";

const HERE = { latitude: 39.9524, longitude: -75.1636 };
const east = (metres: number) => ({ ...HERE, longitude: HERE.longitude + metres / 85_000 });
const own = <T,>(thing: T): T => thing;

test("what a finger can tell apart stays apart", () => {
  assert.equal(grouped([HERE, east(300)], own, 16, 40).length, 2); // some 160 pixels
});

test("what lies under one finger is one, and comes apart when one looks closer", () => {
  const pair = [HERE, east(50)];
  assert.deepEqual(grouped(pair, own, 15, 40), [pair]);
  assert.equal(grouped(pair, own, 18, 40).length, 2);
});

test("what is in the same place never comes apart", () => {
  assert.equal(grouped([HERE, { ...HERE }], own, 19, 40).length, 1);
});

test("everything is in one group, in its order", () => {
  const many = Array.from({ length: 50 }, (_, at) => east(at * 17));
  const groups = grouped(many, own, 15, 40);
  assert.deepEqual(groups.flat().sort((a, b) => a.longitude - b.longitude), many);
  assert.equal(groups[0]![0], many[0]);
});

test("nothing is no group", () => assert.deepEqual(grouped([], own, 15, 40), []));
