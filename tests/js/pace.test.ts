import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../static/js/lib/pace";

const KB = 1024;

function taken(pace: Pace, ms: number): number {
  pace.took(ms, pace.next());
  return pace.next() / KB;
}

test("parts begin at 32 KB and double to 512 KB while the link is quick", () => {
  const pace = new Pace();
  assert.equal(pace.next(), 32 * KB);
  assert.deepEqual([1, 2, 3, 4, 5].map(() => taken(pace, 500)), [64, 128, 256, 512, 512]);
});

test("a slow link keeps its short parts", () => {
  const pace = new Pace();
  assert.deepEqual([13_000, 3_000].map((ms) => taken(pace, ms)), [32, 32]);
});

test("a link that gets slow gets shorter parts again", () => {
  const pace = new Pace();
  taken(pace, 500);
  taken(pace, 500);
  assert.deepEqual([20_000, 20_000, 20_000].map((ms) => taken(pace, ms)), [64, 32, 32]);
});

test("the short last part of a photo says nothing of the link", () => {
  const pace = new Pace();
  pace.took(10, 5 * KB);
  assert.equal(pace.next(), 32 * KB);
});

test("after a cut parts are short again", () => {
  const pace = new Pace();
  taken(pace, 500);
  pace.cut();
  assert.equal(pace.next(), 32 * KB);
});

test("whoever finds a part too long gets 32, 16, then 8 KB, and never longer ones again", () => {
  const pace = new Pace();
  taken(pace, 500);
  const lengths = [1, 2, 3, 4].map(() => {
    pace.tooLong();
    return pace.next() / KB;
  });
  assert.deepEqual(lengths, [32, 16, 8, 8]);
  assert.equal(taken(pace, 10), 8);
  pace.cut();
  assert.equal(pace.next(), 8 * KB);
});
