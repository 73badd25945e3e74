import assert from "node:assert/strict";
import { test } from "node:test";
import { withMap, withoutMap } from "../../static/js/lib/map/address";
import { boxText, contains, inner, isAbout, readBox, widened, type Box } from "../../static/js/lib/map/view";

const BOX: Box = [-75.17052, 39.94485, -75.1567, 39.95995];
const INSIDE = { latitude: 39.9524, longitude: -75.1636 };
const ELSEWHERE = { latitude: 39.9, longitude: -75.1636 };

test("a box is written with its edges to a metre, and read again", () => {
  assert.equal(boxText([-75.170523456, 39.944851, -75.1567, 40]), "-75.17052,39.94485,-75.1567,40");
  assert.deepEqual(readBox(boxText(BOX)), BOX);
});

for (const text of ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "-75,40,-75.2,39.9", "-75.2,40,-75,39.9", "-75.2,39.9,-75.2,40", "-181,39,-75,40", "-75,39,-74,91", ",,,", "NaN,1,2,3"]) {
  test(`${text || "nothing"} is no box`, () => assert.equal(readBox(text), null));
}

test("its edges belong to a box", () => {
  assert.ok(contains(BOX, INSIDE));
  assert.ok(contains(BOX, { latitude: BOX[1], longitude: BOX[0] }));
  assert.ok(!contains(BOX, ELSEWHERE));
});

test("a box that is fitted again is as good as the same, the next street is not", () => {
  assert.ok(isAbout(BOX, inner(BOX)));
  assert.ok(!isAbout(BOX, widened(BOX, 0.5)));
  assert.ok(!isAbout(BOX, [-75.16052, 39.94485, -75.1467, 39.95995]));
});

test("the address keeps the filters and says which part the map shows", () => {
  const address = withMap(new URL("https://stoop.example/en/nearby?service=SR-CL01&status=closed&cursor=abc"), BOX, null);
  assert.equal(address.search, "?service=SR-CL01&status=closed&view=map&bbox=-75.17052,39.94485,-75.1567,39.95995");
});

test("the place that somebody came from stays in the address while the map shows it", () => {
  const address = new URL("https://stoop.example/en/nearby?near=39.9524,-75.1636");
  assert.equal(withMap(address, BOX, INSIDE).searchParams.get("near"), "39.9524,-75.1636");
  assert.equal(withMap(address, BOX, ELSEWHERE).searchParams.has("near"), false);
});

test("a neighbourhood that was left is no longer in the address", () => {
  const address = new URL("https://stoop.example/en/nearby?neighbourhood=fishtown");
  assert.equal(withMap(address, BOX, ELSEWHERE).searchParams.has("neighbourhood"), false);
});

test("a map that is closed leaves the same list", () => {
  const open = withMap(new URL("https://stoop.example/en/nearby?status=closed"), BOX, null);
  assert.equal(withoutMap(open).search, "?status=closed&bbox=-75.17052,39.94485,-75.1567,39.95995");
});
