/** A small map of the city, round Leaflet: tiles of our own server, buttons of our own, marks from elements. */
import { Circle, DivIcon, LayerGroup, Map as LeafletMap, Marker, TileLayer, type LeafletMouseEvent } from "leaflet";
import { make } from "../../dom/elements";
import type { Point } from "../place";
import { MovablePin, type Pin, type PinOptions } from "./pin";
import { readBox, widened, type Box, type View } from "./view";

export interface MapTexts {
  /** What screen readers call it. */
  label: string;
  zoomIn: string;
  zoomOut: string;
}

export interface MapOptions {
  center: Point;
  zoom: number;
  texts: MapTexts;
}

/** Something at a place: an element that is 44 px wide and high, its middle or its foot at the point. */
export interface Mark {
  /** A mark of the same name stays as it is, with the focus if it has it. */
  key: string;
  point: Point;
  element: HTMLElement;
  stands: "middle" | "foot";
}

export interface Ring {
  moveTo(point: Point, metres: number): void;
  remove(): void;
}

const TARGET_PX = 44;
const BEYOND = 0.5;
const MOST_ZOOM = 19;

export class CityMap {
  readonly frame: HTMLElement;
  private readonly map: LeafletMap;
  private readonly layer = new LayerGroup();
  private readonly shown = new Map<string, Marker>();
  private isQuiet = false;

  constructor(private readonly element: HTMLElement, { center, zoom, texts }: MapOptions) {
    this.frame = make("div", { class: "map-frame", dir: "ltr", role: "application", "aria-label": texts.label });
    element.prepend(this.frame, make("div", { class: "map-foot" }, this.zoomButtons(texts), element.querySelector(".map-credit")));
    element.hidden = false;
    // A wheel goes on scrolling the page.
    this.map = new LeafletMap(this.frame, { ...motion(), zoomControl: false, attributionControl: false, scrollWheelZoom: false, maxBoundsViscosity: 1, ...this.limits() });
    this.map.setView([center.latitude, center.longitude], zoom);
    new TileLayer(element.dataset.tiles ?? "", { ...this.limits(), maxNativeZoom: Number(element.dataset.maxZoom ?? MOST_ZOOM), className: element.dataset.sketch === undefined ? "map-photo" : "map-sketch" }).addTo(this.map);
    this.layer.addTo(this.map);
    new ResizeObserver(() => this.fill()).observe(this.frame);
  }

  view(): View {
    const [center, bounds] = [this.map.getCenter(), this.map.getBounds()];
    const box: Box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    return { center: { latitude: center.lat, longitude: center.lng }, zoom: this.map.getZoom(), box };
  }

  /** Measures its room again, after it was hidden. */
  fill(): void {
    this.quietly(() => this.map.invalidateSize({ animate: false }));
  }

  /** Goes there at once; `onMoved` does not hear of it. */
  setView(center: Point, zoom: number): void {
    this.quietly(() => this.map.setView([center.latitude, center.longitude], zoom, { animate: false }));
  }

  /** Shows all of a box at once, as near as it fits; `onMoved` does not hear of it. */
  showBox([west, south, east, north]: Box, most = 17): void {
    this.quietly(() => this.map.fitBounds([[south, west], [north, east]], { animate: false, maxZoom: most }));
  }

  /** The same as a move of the person, who tapped on something. */
  flyTo([west, south, east, north]: Box): void {
    this.map.fitBounds([[south, west], [north, east]], { animate: !isStill() });
  }

  /** Whether what lies in a box comes apart when one looks closer: its places are not one and the same. */
  canSplit([west, south, east, north]: Box): boolean {
    return (east > west || north > south) && this.map.getZoom() < MOST_ZOOM;
  }

  /** After each move or zoom of the person, once the map stands still. */
  onMoved(told: (view: View) => void): void {
    this.map.on("moveend", () => this.isQuiet || told(this.view()));
  }

  /** A tap on the map itself. */
  onTapped(told: (point: Point) => void): void {
    this.map.on("click", ({ latlng }: LeafletMouseEvent) => told({ latitude: latlng.lat, longitude: latlng.lng }));
  }

  /** Whether the press that ends now has moved the map: then it was no tap on what lies under it. */
  hasMoved(): boolean {
    return (this.map.dragging as unknown as { moved(): boolean }).moved(); // the types of Leaflet do not know it
  }

  /** True afterwards: these marks are on the map and no others. */
  showMarks(marks: readonly Mark[]): void {
    const wanted = new Set(marks.map(({ key }) => key));
    for (const [key, marker] of this.shown) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.shown.delete(key);
    }
    for (const mark of marks.filter(({ key }) => !this.shown.has(key))) this.shown.set(mark.key, this.added(mark));
  }

  /** A place that stands out; a movable one goes by drag and by arrow keys. */
  pin(point: Point, options: PinOptions = {}): Pin {
    return new MovablePin(this.map, point, options);
  }

  /** How far off a place may be. */
  circle(point: Point, metres: number): Ring {
    const circle = new Circle([point.latitude, point.longitude], { radius: metres, className: "map-circle", interactive: false }).addTo(this.map);
    return {
      moveTo: (next, wide) => void circle.setLatLng([next.latitude, next.longitude]).setRadius(wide),
      remove: () => void circle.remove(),
    };
  }

  private added({ point, element, stands }: Mark): Marker {
    const iconAnchor: [number, number] = [TARGET_PX / 2, stands === "foot" ? TARGET_PX : TARGET_PX / 2];
    const icon = new DivIcon({ html: element, className: `map-mark map-mark-${stands}`, iconSize: [TARGET_PX, TARGET_PX], iconAnchor });
    return new Marker([point.latitude, point.longitude], { icon, interactive: false, keyboard: false }).addTo(this.layer);
  }

  private zoomButtons({ zoomIn, zoomOut }: MapTexts): HTMLElement {
    const button = (name: string, text: string, go: () => void) => {
      const made = make("button", { type: "button", class: `map-button map-button-${name}`, "aria-label": text });
      made.addEventListener("click", go);
      return made;
    };
    return make("div", { class: "map-buttons" }, button("in", zoomIn, () => this.map.zoomIn()), button("out", zoomOut, () => this.map.zoomOut()));
  }

  /** Nobody gets lost: the map ends some way beyond the city. */
  private limits(): { minZoom: number; maxZoom: number; maxBounds?: [[number, number], [number, number]] } {
    const zooms = { minZoom: Number(this.element.dataset.minZoom ?? 10), maxZoom: MOST_ZOOM };
    const bounds = readBox(this.element.dataset.bounds ?? "");
    if (!bounds) return zooms;
    const [west, south, east, north] = widened(bounds, BEYOND);
    return { ...zooms, maxBounds: [[south, west], [north, east]] };
  }

  private quietly(move: () => void): void {
    this.isQuiet = true;
    move();
    this.isQuiet = false;
  }
}

function motion(): { zoomAnimation: boolean; fadeAnimation: boolean; markerZoomAnimation: boolean; inertia: boolean } {
  const moves = !isStill();
  return { zoomAnimation: moves, fadeAnimation: moves, markerZoomAnimation: moves, inertia: moves };
}

function isStill(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
