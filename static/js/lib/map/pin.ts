/** A pin that a person puts where the problem is: by drag, or by arrow keys while it has the focus. */
import { DivIcon, Marker, type Map as LeafletMap } from "leaflet";
import { make } from "../../dom/elements";
import type { Point } from "../place";

export interface PinOptions {
  movable?: boolean;
  /** What screen readers call it. */
  label?: string;
  /** After each move of the person. */
  onMoved?: (point: Point) => void;
}

export interface Pin {
  point(): Point;
  /** Moves it without telling. */
  moveTo(point: Point): void;
  focus(): void;
  remove(): void;
}

const TARGET_PX = 44;
const STEP_PX = 8;
const STRIDE = 5;
const STEPS: Record<string, [number, number]> = { ArrowLeft: [-STEP_PX, 0], ArrowRight: [STEP_PX, 0], ArrowUp: [0, -STEP_PX], ArrowDown: [0, STEP_PX] };

export class MovablePin implements Pin {
  private readonly marker: Marker;

  constructor(private readonly map: LeafletMap, point: Point, private readonly options: PinOptions) {
    const drawing = make("span", { class: "map-pin map-pin-own", "aria-hidden": "true" });
    const icon = new DivIcon({ html: drawing, className: "map-mark map-mark-foot", iconSize: [TARGET_PX, TARGET_PX], iconAnchor: [TARGET_PX / 2, TARGET_PX] });
    const { movable = false, label = "" } = options;
    this.marker = new Marker([point.latitude, point.longitude], { icon, draggable: movable, interactive: movable, keyboard: movable, autoPan: movable });
    this.marker.addTo(map);
    if (label) this.marker.getElement()?.setAttribute("aria-label", label);
    if (movable) this.listen();
  }

  point(): Point {
    const { lat, lng } = this.marker.getLatLng();
    return { latitude: lat, longitude: lng };
  }

  moveTo({ latitude, longitude }: Point): void {
    this.marker.setLatLng([latitude, longitude]);
  }

  focus(): void {
    this.marker.getElement()?.focus();
  }

  remove(): void {
    this.marker.remove();
  }

  private listen(): void {
    this.marker.on("dragend", () => this.options.onMoved?.(this.point()));
    this.marker.getElement()?.addEventListener("keydown", (event) => this.step(event));
  }

  /** Eight pixels a press, forty with Shift: on the nearest zoom that is two metres, and nine. */
  private step(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step) return;
    const by: [number, number] = event.shiftKey ? [step[0] * STRIDE, step[1] * STRIDE] : step;
    event.preventDefault();
    event.stopPropagation();
    const next = this.map.containerPointToLatLng(this.map.latLngToContainerPoint(this.marker.getLatLng()).add(by));
    this.marker.setLatLng(next);
    this.map.panInside(next, { padding: [TARGET_PX, TARGET_PX], animate: false });
    this.options.onMoved?.(this.point());
  }
}
