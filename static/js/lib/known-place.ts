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

/** Other words than the chosen ones are not at its place. */
export function withoutAddress(known: Known): Known {
  return known.kind === "found" && known.source === "address" ? { kind: "nothing" } : known;
}

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

/** Of a place by words nothing is said but how sure it is: the words stand there. */
const SAYS: Record<Source, string> = { device: "found_confirmed", photo: "photo_place", pin: "place_pin", address: "" };

/** What is said beside the place while it is chosen: where it comes from, and how sure it is. */
export function foundWords(known: Known, texts: Texts): string {
  if (known.kind !== "found") return "";
  const { source, fix, isConfirmed } = known;
  const sure = precision(fix.accuracy_m);
  const isSettled = isConfirmed && sure === "near";
  const first = source === "device" && !isSettled ? "" : texts.say(SAYS[source]);
  const second = texts.say(isSettled ? "found_exact" : `found_${sure}`, { distance: distance(fix, texts) });
  return [first, second].filter(Boolean).join(" ");
}

/** One line for the last look before sending. */
export function summaryWords(known: Known, texts: Texts): string {
  if (known.kind !== "found") return "";
  const words = { distance: distance(known.fix, texts) };
  if (known.source === "device") return texts.say("place_device", words);
  return [texts.say(`place_${known.source}`), texts.say("found_exact", words)].filter(Boolean).join("\n");
}

function distance(fix: Fix, texts: Texts): string {
  return distanceWords(fix.accuracy_m, texts.list<[number, string]>("distances"));
}
