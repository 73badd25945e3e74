/** What is known of the place so far, and what that means for the person: pure decisions, no page. */
import { distanceWords, metresBetween, precision, type Fix, type FixFailure, type Point } from "./place";
import type { Texts } from "./texts";

export type Source = "device" | "photo";
export type Known =
  | { kind: "nothing" }
  | { kind: "failed"; failure: FixFailure }
  | { kind: "found"; source: Source; fix: Fix; isConfirmed: boolean };

/** West, south, east, north: a box around the city, so that only what is surely elsewhere is called outside. */
export type Bounds = readonly [number, number, number, number];

const METRES_PER_DEGREE = 111_195;
const WORTH_ASKING_M = 100;

/** Between 30 and 150 m the person is asked whether it is here. */
export function isUnsure(known: Known): boolean {
  return known.kind === "found" && !known.isConfirmed && precision(known.fix.accuracy_m) === "near";
}

/** Only where the whole circle of its accuracy lies outside the box. */
export function isOutside(known: Known, [west, south, east, north]: Bounds): boolean {
  if (known.kind !== "found") return false;
  const { latitude, longitude, accuracy_m } = known.fix;
  const [up, across] = [accuracy_m / METRES_PER_DEGREE, accuracy_m / METRES_PER_DEGREE / Math.cos((latitude * Math.PI) / 180)];
  return latitude + up < south || latitude - up > north || longitude + across < west || longitude - across > east;
}

/** A photo's place is offered where it is in the city and not where the phone is anyway. */
export function isWorthOffering(taken: Point | null, known: Known, bounds: Bounds): boolean {
  if (!taken || isOutside({ kind: "found", source: "photo", fix: { ...taken, accuracy_m: 0 }, isConfirmed: true }, bounds)) return false;
  return known.kind !== "found" || metresBetween(known.fix, taken) >= WORTH_ASKING_M;
}

/** What is said beside the place while it is chosen. */
export function foundWords(known: Known, texts: Texts): string {
  if (known.kind !== "found") return "";
  if (known.source === "photo") return texts.say("photo_place");
  const sure = precision(known.fix.accuracy_m);
  const sentence = sure === "near" && known.isConfirmed ? "found_confirmed" : `found_${sure}`;
  return texts.say(sentence, { distance: distance(known.fix, texts) });
}

/** One line for the last look before sending. */
export function summaryWords(known: Known, texts: Texts): string {
  if (known.kind !== "found") return "";
  return known.source === "photo" ? texts.say("place_photo") : texts.say("place_device", { distance: distance(known.fix, texts) });
}

function distance(fix: Fix, texts: Texts): string {
  return distanceWords(fix.accuracy_m, texts.list<[number, string]>("distances"));
}
