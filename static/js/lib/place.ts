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

export interface Locating {
  result: Promise<Fix | FixFailure>;
  stop: () => void;
}

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

/**
 * Listens up to 10 s and keeps the best fix; ends at once when one is good to 10 m. A phone that has no fix at all by then gets 20 s.
 * onFix hears of each better one, so that the page can show it while it gets finer.
 */
export function locate(geolocation: Pick<Geolocation, "watchPosition" | "clearWatch">, onFix: (fix: Fix) => void = () => {}): Locating {
  let best: Fix | null = null;
  let stop = () => {};
  const result = new Promise<Fix | FixFailure>((resolve) => {
    const end = (failure: FixFailure) => {
      clearTimeout(soon);
      clearTimeout(late);
      geolocation.clearWatch(watch);
      resolve(best ?? failure);
    };
    const soon = setTimeout(() => best && end("unavailable"), LISTEN_MS);
    const late = setTimeout(() => end("unavailable"), FIRST_FIX_MS);
    const onPosition = ({ coords }: GeolocationPosition) => {
      const fix = { latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.ceil(coords.accuracy) };
      if (!isPlace(fix.latitude, fix.longitude) || !(fix.accuracy_m < (best?.accuracy_m ?? Infinity))) return;
      best = fix;
      onFix(fix);
      if (fix.accuracy_m <= GOOD_ENOUGH_M) end("unavailable");
    };
    const onFailure = (error: GeolocationPositionError) => end(error.code === DENIED ? "denied" : "unavailable");
    const watch = geolocation.watchPosition(onPosition, onFailure, { enableHighAccuracy: true, timeout: FIRST_FIX_MS, maximumAge: 0 });
    stop = () => end("unavailable");
  });
  return { result, stop };
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
