/** Where the phone is, and how much its answer is worth. */

export interface Point {
  latitude: number;
  longitude: number;
}

export interface Fix extends Point {
  accuracy_m: number;
}

export type FixFailure = "denied" | "unavailable";
export type Precision = "exact" | "near" | "area";

const LISTEN_MS = 10_000;
const FIRST_FIX_MS = 20_000;
const GOOD_ENOUGH_M = 10;
/** What is vaguer says nothing about where in a city somebody is, and no words of ours say it. */
const VAGUEST_M = 20_000;
const LONG_AGO_MS = 300_000;
const SAME_LAG_MS = 2_000;
const EXACT_M = 30;
const NEAR_M = 150;
const DENIED = 1;

/** exact: this is the place. near: ask. area: the place needs words. */
export function precision(accuracy_m: number): Precision {
  if (accuracy_m <= EXACT_M) return "exact";
  return accuracy_m <= NEAR_M ? "near" : "area";
}

/** A phone without a fix may say 0, 0 or no number at all. */
export function isPlace(latitude: number, longitude: number): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && !(latitude === 0 && longitude === 0);
}

/**
 * A phone may hand out where it was yesterday: that is nobody's place. One whose clock is off says it of each fix, and they go on
 * with the time: whatever comes as late as the one before it, and is not the same, is from now.
 */
export class Lateness {
  private last = NaN;
  private lag = NaN;

  isOld(timestamp: number, now: number): boolean {
    const lag = now - timestamp;
    const isClock = timestamp !== this.last && Math.abs(lag - this.lag) < SAME_LAG_MS;
    [this.last, this.lag] = [timestamp, lag];
    return Math.abs(lag) > LONG_AGO_MS && !isClock;
  }
}

type Watcher = Pick<Geolocation, "watchPosition" | "clearWatch">;

/**
 * Listens up to 10 s and keeps the best fix; ends at once when one is good to 10 m. A phone that has no fix at all by then gets 20 s.
 * onFix hears of each better one, so that the page can show it while it gets finer.
 */
export class Locating {
  readonly result: Promise<Fix | FixFailure>;
  private best: Fix | null = null;
  private readonly lateness = new Lateness();
  private tell: (result: Fix | FixFailure) => void = () => {};
  private readonly timers: ReturnType<typeof setTimeout>[];
  private readonly watch: number;

  constructor(private readonly geolocation: Watcher, private readonly onFix: (fix: Fix) => void = () => {}) {
    this.result = new Promise((resolve) => (this.tell = resolve));
    this.timers = [setTimeout(() => this.best && this.stop(), LISTEN_MS), setTimeout(() => this.stop(), FIRST_FIX_MS)];
    this.watch = geolocation.watchPosition(
      ({ coords: { latitude, longitude, accuracy }, timestamp }) => {
        if (!this.lateness.isOld(timestamp, Date.now())) this.improve({ latitude, longitude, accuracy_m: Math.ceil(accuracy) });
      },
      ({ code }) => this.end(code === DENIED ? "denied" : "unavailable"),
      { enableHighAccuracy: true, timeout: FIRST_FIX_MS, maximumAge: 0 },
    );
  }

  /** What is known by now is the result. */
  stop(): void {
    this.end("unavailable");
  }

  private improve(fix: Fix): void {
    const isBetter = fix.accuracy_m < (this.best?.accuracy_m ?? VAGUEST_M + 1);
    if (!isBetter || !isPlace(fix.latitude, fix.longitude)) return;
    this.best = fix;
    this.onFix(fix);
    if (fix.accuracy_m <= GOOD_ENOUGH_M) this.stop();
  }

  private end(failure: FixFailure): void {
    this.timers.forEach(clearTimeout);
    this.geolocation.clearWatch(this.watch);
    this.tell(this.best ?? failure);
  }
}

const METRES_PER_DEGREE = 111_195;

/** On a flat Earth: good to a percent within a city. */
export function metresBetween(a: Point, b: Point): number {
  const north = (a.latitude - b.latitude) * METRES_PER_DEGREE;
  const east = (a.longitude - b.longitude) * METRES_PER_DEGREE * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** The first of the prepared distances that is not shorter; the words are whole and translated. */
export function distanceWords(metres: number, ladder: readonly (readonly [number, string])[]): string {
  return (ladder.find(([most]) => metres <= most) ?? ladder[ladder.length - 1])?.[1] ?? "";
}
