/** A map on which a person shows the place: by tap, by drag, with the cross in its middle, or with the arrow keys. */
import { button, make, say } from "./elements";
import { pinned, zoomFor } from "../lib/choosing-place";
import type { Bounds, Known } from "../lib/known-place";
import type { Ring } from "../lib/map/city-map";
import { openMap, type CityMap } from "../lib/map/open-map";
import type { Pin } from "../lib/map/pin";
import { contains } from "../lib/map/view";
import { precision, type Fix, type Point } from "../lib/place";
import type { Texts } from "../lib/texts";
import { Asking, type Whereabouts } from "../lib/whereabouts";

export interface PinMapOptions {
  bounds: Bounds;
  /** Sentences and addresses of cases/_report_map.html. */
  texts: Texts;
  /** The person says that it is here: a pin, and later once more with what is there. */
  onPinned: (known: Known) => void;
}

/** From so far that a pin is only an area, the first one leads near enough for the next. */
const CLOSER_ZOOM = 16;
const TILES = "/tiles/{z}/{x}/{y}";

export class PinMap {
  private readonly atPin = asking();
  private readonly atCross = asking();
  private readonly status = make("p", { class: "soft", role: "status", hidden: true });
  private pin: Pin | null = null;
  private ring: Ring | null = null;
  private known: Known = { kind: "nothing" };
  private isTouched = false;

  /** Rejects where the map's code does not come; `box` is empty then, as it was. */
  static async make(box: HTMLElement, options: PinMapOptions): Promise<PinMap> {
    const frame = mapElement(options);
    box.append(frame);
    try {
      const { texts, bounds: [west, south, east, north] } = options;
      const words = { label: texts.say("label"), zoomIn: texts.say("zoom_in"), zoomOut: texts.say("zoom_out") };
      const map = await openMap(frame, { center: { latitude: (south + north) / 2, longitude: (west + east) / 2 }, zoom: 11, texts: words });
      return new PinMap(box, frame, map, options);
    } catch (error) {
      box.replaceChildren();
      throw error;
    }
  }

  private constructor(box: HTMLElement, frame: HTMLElement, private readonly map: CityMap, private readonly options: PinMapOptions) {
    const { texts } = options;
    const hint = make("p", { class: "hint", id: "map-hint" }, texts.say("hint"));
    map.frame.setAttribute("aria-describedby", hint.id);
    map.frame.append(make("span", { "class": "pin-cross", "aria-hidden": "true" }));
    frame.before(hint);
    // Beside the zoom, so that map and button are on one screen.
    map.frame.nextElementSibling?.append(button(texts.say("put"), { class: "button" }, () => this.put(this.map.view().center)));
    box.append(this.status);
    map.onTapped((point) => this.put(point));
    map.onMoved(({ center }) => {
      this.isTouched = true;
      this.atCross.ask(center, (there) => say(this.status, this.words(there)));
    });
    map.frame.addEventListener("keydown", (event) => event.target === map.frame && event.key === "Enter" && this.putByKey(event));
  }

  /** It was hidden: it measures its room again. */
  open(known: Known): void {
    this.map.fill();
    this.show(known);
  }

  /** True afterwards: the map shows this place, or the city while there is none. */
  show(known: Known): void {
    this.known = known;
    if (!this.isTouched) this.look();
    if (known.kind === "found" && known.source === "pin") this.stand(known.fix);
    else this.lift();
    this.draw(known.kind === "found" ? known.fix : null);
  }

  private look(): void {
    const { known, options: { bounds } } = this;
    if (known.kind === "found" && contains(bounds, known.fix)) this.map.setView(known.fix, zoomFor(known.fix));
    else this.map.showBox(bounds);
  }

  /** How far off the place may be. */
  private draw(fix: Fix | null): void {
    if (fix && this.ring) return this.ring.moveTo(fix, fix.accuracy_m);
    this.ring?.remove();
    this.ring = fix && this.map.circle(fix, fix.accuracy_m);
  }

  private stand(point: Point): void {
    this.isTouched = true;
    this.pin?.moveTo(point);
    this.pin ??= this.map.pin(point, { movable: true, label: this.options.texts.say("pin"), onMoved: (moved) => this.put(moved) });
  }

  private lift(): void {
    this.pin?.remove();
    this.pin = null;
    this.atPin.stop();
  }

  /** Enter means the cross, not the form. */
  private putByKey(event: KeyboardEvent): void {
    event.preventDefault();
    this.put(this.map.view().center);
    this.pin?.focus();
  }

  private put(point: Point): void {
    const known = pinned(point, this.map.view().zoom);
    this.options.onPinned(known);
    if (precision(known.fix.accuracy_m) === "area") this.map.setView(known.fix, CLOSER_ZOOM);
    this.atPin.ask(known.fix, (there) => {
      say(this.status, this.words(there));
      const isSame = this.known.kind === "found" && this.known.fix === known.fix;
      if (isSame) this.options.onPinned({ ...known, where: this.words(there), isElsewhere: !there.isInside });
    });
  }

  /** An address keeps its own direction inside a sentence of any. */
  private words({ address, neighbourhood }: Whereabouts): string {
    return address ? this.options.texts.say("near", { place: `\u2068${address}\u2069` }) : neighbourhood;
  }
}

const asking = () => new Asking((url, options) => fetch(url, options), document.documentElement.lang);

/** As components/map.html makes it on pages that are about a map. */
function mapElement({ texts, bounds }: PinMapOptions): HTMLElement {
  const [credit, url] = [texts.say("credit"), texts.say("credit_url")];
  const owner = credit && make("p", { class: "map-credit" }, url ? make("a", { href: url }, make("bdi", {}, credit)) : make("bdi", {}, credit));
  return make("div", {
    "class": "map pin-map", "hidden": true, "data-style": texts.say("style"), "data-tiles": TILES, "data-bounds": bounds.join(","),
    "data-min-zoom": texts.say("min_zoom"), "data-max-zoom": texts.say("max_zoom"), "data-sketch": texts.say("is_sketch") !== "",
  }, owner);
}
