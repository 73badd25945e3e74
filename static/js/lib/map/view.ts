/** The part of the world that a map shows, and how it stands in an address. Degrees, WGS 84. */
import type { Point } from "../place";

/** West, south, east, north. */
export type Box = readonly [number, number, number, number];

export interface View {
  center: Point;
  zoom: number;
  box: Box;
}

/** Five decimals are a metre: enough for the edge of a map. */
export function boxText(box: Box): string {
  return box.map((edge) => String(Number(edge.toFixed(5)))).join(",");
}

/** Null for what is no box: letters, too few numbers, inside out, beyond the poles. */
export function readBox(text: string): Box | null {
  const edges = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [west = NaN, south = NaN, east = NaN, north = NaN] = edges;
  const isOnEarth = west >= -180 && east <= 180 && south >= -90 && north <= 90;
  return edges.length === 4 && isOnEarth && west < east && south < north ? [west, south, east, north] : null;
}

export function contains([west, south, east, north]: Box, { latitude, longitude }: Point): boolean {
  return west <= longitude && longitude <= east && south <= latitude && latitude <= north;
}

/** The smallest box with all of them in it. Null where there are none. */
export function boxAround(points: readonly Point[]): Box | null {
  if (points.length === 0) return null;
  const [latitudes, longitudes] = [points.map(({ latitude }) => latitude), points.map(({ longitude }) => longitude)];
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)];
}

/** Wider by this part of its own size on each side. */
export function widened([west, south, east, north]: Box, part: number): Box {
  const [across, up] = [(east - west) * part, (north - south) * part];
  return [west - across, south - up, east + across, north + up];
}

/** A little smaller: what is fitted to its very edges may need the next wider zoom. */
export function inner(box: Box): Box {
  return widened(box, -0.02);
}

/** Whether two boxes show as good as the same: no edge is off by more than a twentieth. */
export function isAbout(one: Box, other: Box): boolean {
  const [across, up] = [(one[2] - one[0]) / 20, (one[3] - one[1]) / 20];
  return one.every((edge, at) => Math.abs(edge - other[at]!) <= (at % 2 ? up : across));
}
