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

type Watcher = Pick<Geolocation, "watchPosition" | "clearWatch">;

/**
 * Listens up to 10 s and keeps the best fix; ends at once when one is good to 10 m. A phone that has no fix at all by then gets 20 s.
 * onFix hears of each better one, so that the page can show it while it gets finer.
 */
export class Locating {
  readonly result: Promise<Fix | FixFailure>;
  private best: Fix | null = null;
  private tell: (result: Fix | FixFailure) => void = () => {};
  private readonly timers: ReturnType<typeof setTimeout>[];
  private readonly watch: number;

  constructor(private readonly geolocation: Watcher, private readonly onFix: (fix: Fix) => void = () => {}) {
    this.result = new Promise((resolve) => (this.tell = resolve));
    this.timers = [setTimeout(() => this.best && this.stop(), LISTEN_MS), setTimeout(() => this.stop(), FIRST_FIX_MS)];
    this.watch = geolocation.watchPosition(
      ({ coords }) => this.improve({ latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.ceil(coords.accuracy) }),
      ({ code }) => this.end(code === DENIED ? "denied" : "unavailable"),
      { enableHighAccuracy: true, timeout: FIRST_FIX_MS, maximumAge: 0 },
    );
  }

  /** What is known by now is the result. */
  stop(): void {
    this.end("unavailable");
  }

  private improve(fix: Fix): void {
    const isBetter = fix.accuracy_m < (this.best?.accuracy_m ?? Infinity);
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
