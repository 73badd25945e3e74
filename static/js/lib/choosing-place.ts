/** Which of two places counts: what the person pinned, what the phone measured, what they chose by words. */
import type { Found, Known } from "./known-place";
import { metresBetween, type Fix, type Point } from "./place";
import type { Suggestion } from "./suggestions";

const METRES_PER_PIXEL_AT_EQUATOR = 156_543;
/** Nobody points better than this with a finger, or with the eye under a crosshair. */
const POINTED_PX = 16;
const SUREST_PIN_M = 5;
const CIRCLE_PX = 100;
const SMALLEST_CIRCLE_M = 40;
const NEAREST_ZOOM = 18;
const FARTHEST_ZOOM = 11;

/**
 * A pin stays. A fix stays where it says the same as the address and says it finer; else whoever chooses an address means that:
 * they report from elsewhere.
 */
export function afterChoosing(known: Known, { label, fix }: Suggestion): Known {
  if (known.kind === "found" && known.source === "pin") return known;
  if (!fix) return withoutAddress(known, "");
  const isSame = known.kind === "found" && known.source !== "address" && metresBetween(known.fix, fix) <= known.fix.accuracy_m + fix.accuracy_m;
  if (isSame && known.fix.accuracy_m <= fix.accuracy_m) return known;
  return { kind: "found", source: "address", fix, isConfirmed: true, where: label };
}

/** Other words than the chosen ones are not at its place; what stands behind a comma says where to look there. */
export function withoutAddress(known: Known, words: string): Known {
  return known.kind === "found" && known.source === "address" && !`${words},`.startsWith(`${known.where},`) ? { kind: "nothing" } : known;
}

/** How well a person can point on a map of this zoom: four pixels of a street, or half a neighbourhood. */
export function pinAccuracy(latitude: number, zoom: number): number {
  const metresPerPixel = (METRES_PER_PIXEL_AT_EQUATOR * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom;
  return Math.max(SUREST_PIN_M, Math.ceil(POINTED_PX * metresPerPixel));
}

export function pinned(point: Point, zoom: number): Found {
  const latitude = Number(point.latitude.toFixed(6));
  const longitude = Number(point.longitude.toFixed(6));
  return { kind: "found", source: "pin", fix: { latitude, longitude, accuracy_m: pinAccuracy(latitude, zoom) }, isConfirmed: true };
}

/** The zoom on which a circle of this size is seen whole in a small map, and not as a dot. */
export function zoomFor({ latitude, accuracy_m }: Fix): number {
  const metresPerPixel = Math.max(accuracy_m, SMALLEST_CIRCLE_M) / CIRCLE_PX;
  const zoom = Math.floor(Math.log2((METRES_PER_PIXEL_AT_EQUATOR * Math.cos((latitude * Math.PI) / 180)) / metresPerPixel));
  return Math.min(NEAREST_ZOOM, Math.max(FARTHEST_ZOOM, zoom));
}
