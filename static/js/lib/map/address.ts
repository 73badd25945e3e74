/** What a map adds to the address of the page of what is near. */
import type { Point } from "../place";
import { boxText, contains, type Box } from "./view";

/**
 * The same filters, with the map at this part of the city. Whoever has left the place that the address speaks of has left it:
 * distances are from the middle of the map then.
 */
export function withMap(address: URL, box: Box, place: Point | null): URL {
  const next = new URL(address);
  next.searchParams.set("view", "map");
  next.searchParams.set("bbox", boxText(box));
  next.searchParams.delete("cursor");
  if (!place || !contains(box, place)) for (const name of ["near", "neighbourhood", "address"]) next.searchParams.delete(name);
  return readable(next);
}

/** The same list, without the map. */
export function withoutMap(address: URL): URL {
  const next = new URL(address);
  next.searchParams.delete("view");
  return readable(next);
}

/** Commas need no escape, and people share these. */
function readable(address: URL): URL {
  address.search = address.search.replaceAll("%2C", ",");
  return address;
}
