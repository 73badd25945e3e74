import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, search } from "../../static/js/lib/search";

const SERVICES = [
  { name: "Illegal dumping", keywords: ["trash pile", "tires", "mattress on the street", "fly tipping", "junk"] },
  { name: "Missed trash pickup", keywords: ["garbage not collected", "trash day", "rubbish", "bin not emptied"] },
  { name: "Pothole", keywords: ["hole in the road", "broken street", "bump", "road damage"] },
  { name: "Street light out", keywords: ["lamp", "dark street", "light broken"] },
  { name: "Abandoned car", keywords: ["abandoned vehicle", "junk car", "car with no plates"] },
  { name: "Fuga de agua", keywords: ["tubería rota", "inundación"] },
  { name: "路灯不亮", keywords: ["街灯", "灯坏了"] },
  { name: "حفرة في الطريق", keywords: ["شارع مكسور"] },
];

const FOUND: [string, string][] = [
  ["pothole", "Pothole"],
  ["potholes", "Pothole"],
  ["pothle", "Pothole"],
  ["phothole", "Pothole"],
  ["poth", "Pothole"],
  ["hole in the road", "Pothole"],
  ["big mattress on the street", "Illegal dumping"],
  ["garbage", "Missed trash pickup"],
  ["garbge was not collected", "Missed trash pickup"],
  ["ABANDONED CAR", "Abandoned car"],
  ["street lihgt", "Street light out"],
  ["inundacion", "Fuga de agua"],
  ["灯", "路灯不亮"],
  ["حُفرة", "حفرة في الطريق"],
];
for (const [query, name] of FOUND) {
  test(`"${query}" finds ${name} first`, () => assert.equal(search(query, SERVICES)[0]?.name, name));
}

for (const query of ["", "  ", "!!!", "zzzzqqq", "x"]) {
  test(`"${query}" finds nothing`, () => assert.deepEqual(search(query, SERVICES), []));
}

test("folding keeps the signs that a script spells with", () => {
  assert.equal(fold(" Tubería "), "tuberia");
  assert.equal(fold("कचरा"), "कचरा");
});
