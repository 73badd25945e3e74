/** The pins and clusters of a list of cases: what stands in the list stands on the map, and under the same name. */
import type { Mark } from "../lib/map/city-map";
import { grouped } from "../lib/map/groups";
import { readBox, type Box } from "../lib/map/view";
import type { Point } from "../lib/place";
import { make } from "./elements";

export interface MarkTold {
  /** The cards of this pin are wanted. */
  onPin: (pin: HTMLElement) => void;
  /** What is in this cluster is wanted. */
  onCluster: (box: Box) => void;
}

/** A pin takes so much room that those behind it could not be hit. */
const PIN_PX = 48;

/** Clusters where the server made some, else pins for what the list has. */
export function marksOf(list: ParentNode, zoom: number, told: MarkTold): Mark[] {
  const clusters = [...list.querySelectorAll<HTMLDataElement>("[data-cluster]")];
  const isClosed = list.querySelector("[data-closed]") !== null;
  if (clusters.length) return clusters.flatMap((cluster) => clusterMark(cluster, isClosed, told));
  const items = itemsOf(list).filter(pointOf);
  return grouped(items, (item) => pointOf(item)!, zoom, PIN_PX).map((group) => pinMark(group, told));
}

/** The cards of a pin; a pin may be older than the list. */
export function cardsOf(list: ParentNode, pin: HTMLElement): HTMLElement[] {
  return itemsOf(list).filter(({ dataset }) => standsFor(pin, dataset.case));
}

/** The pin of a card, if it is on the map. */
export function pinOf(map: ParentNode, { dataset }: HTMLElement): HTMLElement | null {
  return [...map.querySelectorAll<HTMLElement>("[data-pin]")].find((pin) => standsFor(pin, dataset.case)) ?? null;
}

/** Where the cards of a list are, in their order. */
export function pointsOf(list: ParentNode): Point[] {
  return itemsOf(list).map(pointOf).filter((point) => point !== null);
}

/** Latitude and longitude, as the page writes them. */
export function readPoint(text: string | undefined): Point | null {
  const [latitude = NaN, longitude = NaN] = (text ?? "").split(",").map(Number);
  return text && Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : null;
}

function itemsOf(list: ParentNode): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("[data-case]")];
}

function pointOf({ dataset }: HTMLElement): Point | null {
  return readPoint(dataset.at);
}

function standsFor({ dataset: { pin = "" } }: HTMLElement, number: string | undefined): boolean {
  return pin.split(" ").includes(number ?? "");
}

function clusterMark(cluster: HTMLDataElement, isClosed: boolean, { onCluster }: MarkTold): Mark[] {
  const [point, box] = [readPoint(cluster.dataset.at), readBox(cluster.dataset.bbox ?? "")];
  if (!point || !box) return [];
  const element = make("button", { type: "button", class: shaped("map-cluster", isClosed), "aria-label": named(cluster) }, cluster.value);
  element.addEventListener("click", () => onCluster(box));
  return [{ key: `${cluster.dataset.at} ${cluster.value} ${cluster.dataset.bbox}`, point, element, stands: "middle" }];
}

/** Whoever speaks to the phone says what stands there; some languages have a word for two that is without a number. */
function named({ value, dataset: { label = "" } }: HTMLDataElement): string {
  return label.includes(value) ? label : `${value}: ${label}`;
}

/** Several cases in one place are their number; their name is that of all their cards. */
function pinMark(items: HTMLElement[], { onPin }: MarkTold): Mark {
  const [first, { length }] = [items[0]!, items];
  const isMany = length > 1;
  const count = isMany && make("span", { id: `count-${first.dataset.case}` }, String(length));
  const names = isMany ? items.map((item) => namesOf(item)[0] ?? "") : namesOf(first);
  const element = make("button", {
    "type": "button", "class": shaped(isMany ? "map-cluster" : "map-pin", first.dataset.closed !== undefined),
    "aria-labelledby": (count ? [count.id, ...names] : names).join(" "), "data-pin": items.map(({ dataset }) => dataset.case).join(" "),
  }, count);
  element.addEventListener("click", () => onPin(element));
  return { key: element.dataset.pin!, point: pointOf(first)!, element, stands: "foot" };
}

function shaped(name: string, isClosed: boolean): string {
  return isClosed ? `${name} ${name}-closed` : name;
}

/** The ids of a card's name, status and place: what a pin is called, in the words of its card. */
function namesOf(item: HTMLElement): string[] {
  const parts = item.querySelectorAll<HTMLElement>(".case-card-name a, .status > span, .case-card-where > span");
  return [...parts].map((part, at) => (part.id ||= `case-${item.dataset.case}-${at}`));
}
