import assert from "node:assert/strict";
import { test } from "node:test";
import { oneAtATime } from "../../static/js/lib/one-at-a-time";

test("calls that come while the task runs are answered by one more run", async () => {
  const ends: (() => void)[] = [];
  const run = oneAtATime(() => new Promise<void>((resolve) => ends.push(resolve)));
  const first = run();
  await new Promise((resolve) => setTimeout(resolve));
  const [second, third] = [run(), run()];
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(ends.length, 1, "the second waits for the first");
  ends[0]!();
  await first;
  await new Promise((resolve) => setTimeout(resolve));
  ends[1]!();
  await Promise.all([second, third]);
  assert.equal(ends.length, 2);
});

test("a task that fails is said and tried again at the next call", async (context) => {
  const said = context.mock.method(console, "error", () => undefined);
  let runs = 0;
  const run = oneAtATime(async () => {
    runs += 1;
    throw new Error("no");
  });
  await run();
  await run();
  assert.equal(runs, 2);
  assert.equal(said.mock.callCount(), 2);
});
