/** Things that stand too close to each other on a map to be hit with a finger are shown as one. */
import type { Point } from "../place";

const TILE_PX = 256;

/**
 * Groups in the order of their first ones; nothing in two groups is nearer than `room` pixels both across and down from the first
 * of the other.
 */
export function grouped<T>(things: readonly T[], pointOf: (thing: T) => Point, zoom: number, room: number): T[][] {
  const groups: { x: number; y: number; things: T[] }[] = [];
  for (const thing of things) {
    const [x, y] = pixels(pointOf(thing), zoom);
    const near = groups.find((group) => Math.abs(group.x - x) < room && Math.abs(group.y - y) < room);
    if (near) near.things.push(thing);
    else groups.push({ x, y, things: [thing] });
  }
  return groups.map((group) => group.things);
}

/** On the square of the whole world (Web Mercator), as tiles are cut. */
function pixels({ latitude, longitude }: Point, zoom: number): [number, number] {
  const side = TILE_PX * 2 ** zoom;
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [((longitude + 180) / 360) * side, (0.5 - Math.atanh(sine) / (2 * Math.PI)) * side];
}
