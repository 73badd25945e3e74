import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { distanceWords, Lateness, Locating, metresBetween, precision } from "../../static/js/lib/place";

class FakeGeolocation {
  cleared = 0;
  private success: PositionCallback = () => {};
  private failure: PositionErrorCallback = () => {};

  watchPosition(success: PositionCallback, failure?: PositionErrorCallback | null): number {
    this.success = success;
    this.failure = failure ?? (() => {});
    return 7;
  }

  clearWatch(id: number): void {
    assert.equal(id, 7);
    this.cleared += 1;
  }

  fix(latitude: number, longitude: number, accuracy: number, timestamp = Date.now()): void {
    this.success({ coords: { latitude, longitude, accuracy }, timestamp } as GeolocationPosition);
  }

  fail(code: number): void {
    this.failure({ code } as GeolocationPositionError);
  }
}

test("the best fix of ten seconds wins, not the last", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const phone = new FakeGeolocation();
  const seen: number[] = [];
  const { result } = new Locating(phone, (fix) => seen.push(fix.accuracy_m));
  phone.fix(39.95, -75.16, 800);
  phone.fix(39.951, -75.161, 24.2);
  phone.fix(39.952, -75.162, 90);
  t.mock.timers.tick(10_000);
  assert.deepEqual(await result, { latitude: 39.951, longitude: -75.161, accuracy_m: 25 });
  assert.deepEqual(seen, [800, 25]);
  assert.equal(phone.cleared, 1);
});

test("a very good fix ends the wait at once", async () => {
  const phone = new FakeGeolocation();
  const { result } = new Locating(phone);
  phone.fix(39.95, -75.16, 6);
  assert.equal((await result as { accuracy_m: number }).accuracy_m, 6);
});

for (const [code, failure] of [[1, "denied"], [2, "unavailable"], [3, "unavailable"]] as const) {
  test(`error ${code} is told as ${failure}`, async () => {
    const phone = new FakeGeolocation();
    const { result } = new Locating(phone);
    phone.fail(code);
    assert.equal(await result, failure);
  });
}

test("0, 0 and no number are no place", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const phone = new FakeGeolocation();
  const { result } = new Locating(phone);
  phone.fix(0, 0, 5);
  phone.fix(NaN, -75, 5);
  mock.timers.tick(20_000);
  mock.timers.reset();
  assert.equal(await result, "unavailable");
});

const DAY_MS = 86_400_000;

for (const [what, timestamp] of [["yesterday", Date.now() - DAY_MS], ["tomorrow", Date.now() + DAY_MS]] as const) {
  test(`a fix from ${what} is no place, however often it is repeated`, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const phone = new FakeGeolocation();
    const { result } = new Locating(phone);
    phone.fix(39.95, -75.16, 5, timestamp);
    phone.fix(39.95, -75.16, 5, timestamp);
    t.mock.timers.tick(20_000);
    assert.equal(await result, "unavailable");
  });
}

test("after a fix from yesterday one from now is taken", async () => {
  const phone = new FakeGeolocation();
  const { result } = new Locating(phone);
  phone.fix(39.95, -75.16, 5, Date.now() - DAY_MS);
  phone.fix(39.99, -75.2, 8);
  assert.deepEqual(await result, { latitude: 39.99, longitude: -75.2, accuracy_m: 8 });
});

test("a phone whose clock is a day off is believed when its fixes go on with the time", () => {
  const lateness = new Lateness();
  const start = 1_700_000_000_000;
  assert.equal(lateness.isOld(start - DAY_MS, start), true);
  assert.equal(lateness.isOld(start - DAY_MS + 1_000, start + 1_100), false);
  assert.equal(lateness.isOld(start - DAY_MS + 2_000, start + 2_050), false);
});

test("a phone that says no moment is believed", () => {
  assert.equal(new Lateness().isOld(NaN, Date.now()), false);
});

test("a fix of a hundred kilometres says nothing, one of twenty says the area", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const phone = new FakeGeolocation();
  const { result } = new Locating(phone);
  phone.fix(40.2, -75.3, 100_000);
  phone.fix(39.95, -75.16, 20_000);
  t.mock.timers.tick(10_000);
  assert.deepEqual(await result, { latitude: 39.95, longitude: -75.16, accuracy_m: 20_000 });
});

test("accuracy decides what the person is asked", () => {
  assert.deepEqual([5, 30, 31, 150, 151, 5000].map(precision), ["exact", "exact", "near", "near", "area", "area"]);
});

test("two places on one block are about as far apart as people walk", () => {
  const metres = metresBetween({ latitude: 39.9526, longitude: -75.1652 }, { latitude: 39.9535, longitude: -75.1652 });
  assert.ok(Math.abs(metres - 100) < 1);
});

test("a distance is said in prepared words, never too small", () => {
  const ladder = [[30, "100 feet"], [150, "500 feet"], [1609, "1 mile"]] as const;
  assert.deepEqual([12, 31, 151, 9999].map((metres) => distanceWords(metres, ladder)), ["100 feet", "500 feet", "1 mile", "1 mile"]);
});
