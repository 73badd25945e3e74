/** The pins and clusters of a list of cases: what stands in the list stands on the map, and under the same name. */
import type { Mark } from "../lib/map/city-map";
import { readBox, type Box } from "../lib/map/view";
import type { Point } from "../lib/place";
import { make } from "./elements";

export interface MarkTold {
  /** The cards of this pin are wanted. */
  onPin: (pin: HTMLElement) => void;
  /** What is in this cluster is wanted. */
  onCluster: (box: Box) => void;
}

/** Clusters where the server made some, else a pin for each place at which the list has cases. */
export function marksOf(list: ParentNode, told: MarkTold): Mark[] {
  const clusters = [...list.querySelectorAll<HTMLDataElement>("[data-cluster]")];
  return clusters.length ? clusters.flatMap((cluster) => clusterMark(cluster, told)) : pinMarks(list, told);
}

/** The cards of a pin; a pin may be older than the list. */
export function cardsOf(list: ParentNode, { dataset: { pin } }: HTMLElement): HTMLElement[] {
  return itemsOf(list).filter((item) => keyOf(item) === pin);
}

/** The pin of a card, if it is on the map. */
export function pinOf(map: ParentNode, item: HTMLElement): HTMLElement | null {
  return map.querySelector<HTMLElement>(`[data-pin="${keyOf(item)}"]`);
}

function itemsOf(list: ParentNode): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("[data-case]")];
}

function keyOf({ dataset: { at, closed } }: HTMLElement): string {
  return `${at} ${closed === undefined ? "open" : "closed"}`;
}

function clusterMark(cluster: HTMLDataElement, { onCluster }: MarkTold): Mark[] {
  const [point, box] = [readPoint(cluster.dataset.at), readBox(cluster.dataset.bbox ?? "")];
  if (!point || !box) return [];
  const element = make("button", { type: "button", class: "map-cluster", "aria-label": cluster.dataset.label }, cluster.value);
  element.addEventListener("click", () => onCluster(box));
  return [{ key: `${cluster.dataset.at} ${cluster.value} ${cluster.dataset.bbox}`, point, element, stands: "middle" }];
}

function pinMarks(list: ParentNode, told: MarkTold): Mark[] {
  const places = new Map<string, HTMLElement[]>();
  for (const item of itemsOf(list)) places.set(keyOf(item), [...(places.get(keyOf(item)) ?? []), item]);
  return [...places].flatMap(([key, items]) => pinMark(key, items, told));
}

/** Several cases at one place are one pin with their number; its name is that of their cards. */
function pinMark(key: string, items: HTMLElement[], { onPin }: MarkTold): Mark[] {
  const point = readPoint(items[0]!.dataset.at);
  if (!point) return [];
  const isClosed = items[0]!.dataset.closed !== undefined;
  const labelled = items.flatMap(namesOf).join(" ");
  const count = items.length > 1 ? make("span", { class: "map-pin-count" }, String(items.length)) : null;
  const element = make("button", { type: "button", class: `map-pin${isClosed ? " map-pin-closed" : ""}`, "aria-labelledby": labelled, "data-pin": key }, count);
  element.addEventListener("click", () => onPin(element));
  return [{ key: `${key} ${items.length}`, point, element, stands: "foot" }];
}

/** The ids of a card's name, status and place: what a pin is called, in the words of its card. */
function namesOf(item: HTMLElement): string[] {
  const parts = item.querySelectorAll<HTMLElement>(".case-card-name a, .status > span, .case-card-where > span");
  return [...parts].map((part, at) => (part.id ||= `case-${item.dataset.case}-${at}`));
}

export function readPoint(text: string | undefined): Point | null {
  const [latitude, longitude] = (text ?? "").split(",").map(Number);
  return latitude !== undefined && longitude !== undefined && Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : null;
}
