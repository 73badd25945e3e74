/** What is known of the place so far, and what that means for the person: pure decisions, no page. */
import { distanceWords, metresBetween, precision, type Fix, type FixFailure, type Point } from "./place";
import type { Texts } from "./texts";

export type Source = "device" | "photo" | "pin" | "address";

export interface Found {
  kind: "found";
  source: Source;
  fix: Fix;
  isConfirmed: boolean;
  /** What is there, in words: the address that was chosen, or the one nearest to a pin. */
  where?: string;
  /** The city says that this point is not in it; the box around the city did not know. */
  isElsewhere?: boolean;
}

export type Known = { kind: "nothing" } | { kind: "failed"; failure: FixFailure } | Found;

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
  if (known.isElsewhere) return true;
  const { latitude, longitude, accuracy_m } = known.fix;
  const [up, across] = [accuracy_m / METRES_PER_DEGREE, accuracy_m / METRES_PER_DEGREE / Math.cos((latitude * Math.PI) / 180)];
  return latitude + up < south || latitude - up > north || longitude + across < west || longitude - across > east;
}

/** A photo's place is offered where it is in the city and not where the phone is anyway; a pin says more than any photo. */
export function isWorthOffering(taken: Point | null, known: Known, bounds: Bounds): boolean {
  if (!taken || (known.kind === "found" && known.source === "pin") || isOutside({ kind: "found", source: "photo", fix: { ...taken, accuracy_m: 0 }, isConfirmed: true }, bounds)) return false;
  return known.kind !== "found" || metresBetween(known.fix, taken) >= WORTH_ASKING_M;
}

/** Where it comes from; of words nothing is said, they stand there. */
const SAYS: Partial<Record<Source, string>> = { photo: "photo_place", pin: "place_pin" };

/** What is said beside the place while it is chosen: where it comes from, and how sure it is. */
export function foundWords(known: Known, texts: Texts): string {
  if (known.kind !== "found") return "";
  const sure = precision(known.fix.accuracy_m);
  return said(known, sure === "near" && known.isConfirmed ? "found_exact" : `found_${sure}`, texts);
}

/** One line for the last look before sending. */
export function summaryWords(known: Known, texts: Texts): string {
  return known.kind === "found" ? said(known, known.source === "device" ? "place_device" : "found_exact", texts) : "";
}

function said({ source, fix }: Found, sentence: string, texts: Texts): string {
  return [texts.say(SAYS[source] ?? ""), texts.say(sentence, { distance: distance(fix, texts) })].filter(Boolean).join(" ");
}

function distance(fix: Fix, texts: Texts): string {
  return distanceWords(fix.accuracy_m, texts.list<[number, string]>("distances"));
}
