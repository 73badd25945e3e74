/** The map beside the list: both show the same cases, and the address says which. */
import { find } from "../dom/elements";
import { cardsOf, marksOf, pinOf, pointsOf, readPoint } from "../dom/map-marks";
import { readPage } from "../dom/other-page";
import { withMap, withoutMap } from "../lib/map/address";
import { openMap, type CityMap } from "../lib/map/open-map";
import { boxAround, boxText, contains, inner, isAbout, readBox, widened, type Box } from "../lib/map/view";
import type { Point } from "../lib/place";

const STREETS_ZOOM = 15;
const CITY_ZOOM = 12;
const PAUSE_MS = 250;
/** So many of the nearest are on the map at first, unless they are all at the next corner. */
const FIRST = 8;
const CLOSEST_ZOOM = 16;

export class AreaMap {
  isOpen = false;
  private readonly element: HTMLElement;
  private readonly chosen: HTMLElement;
  private list = find(document, "[data-list]");
  private address: URL;
  private lit: HTMLElement | null = null;
  private waiting = 0;
  private asking = new AbortController();

  /** Loads it. Rejects where its code does not come. */
  static async begin(root: HTMLElement, toggle: HTMLAnchorElement): Promise<AreaMap> {
    const element = find(root, "[data-map]");
    const { label = "", zoomIn = "", zoomOut = "" } = element.dataset;
    const place = readPoint(root.dataset.start);
    const center = place ?? readPoint(root.dataset.centre)!;
    const map = await openMap(element, { center, zoom: place ? STREETS_ZOOM : CITY_ZOOM, texts: { label, zoomIn, zoomOut } });
    return new AreaMap(root, toggle, map, place);
  }

  private constructor(private readonly root: HTMLElement, private readonly toggle: HTMLAnchorElement, private readonly map: CityMap, private readonly place: Point | null) {
    this.element = find(root, "[data-map]");
    this.chosen = find(root, "[data-chosen]");
    this.address = new URL(toggle.href); // a saved page may be shown at another address than its own
    this.map.onMoved(() => this.searchSoon());
    this.chosen.addEventListener("keydown", ({ key }) => key === "Escape" && this.lit?.focus());
    for (const kind of ["focusin", "pointerover"]) document.addEventListener(kind, ({ target }) => this.follow(target));
    root.querySelector('[name="neighbourhood"]')?.addEventListener("change", () => this.keepInForm("bbox", ""));
  }

  /** Shows the part of the city that the list is of; where it is of none, the list becomes that of the map. */
  open(): void {
    this.isOpen = true;
    this.element.hidden = find(this.root, "[data-same]").hidden = false;
    this.map.fill();
    const box = readBox(this.list.dataset.bbox ?? "");
    const first = box ? inner(box) : this.around();
    if (first) this.map.showBox(first, CLOSEST_ZOOM);
    if (box) this.showMarks();
    if (box && isAbout(this.map.view().box, box)) this.tellAddress(box);
    else void this.search();
  }

  /** The place that was said and the nearest of the list. */
  private around(): Box | null {
    const box = this.place && boxAround([this.place, ...pointsOf(this.list).slice(0, FIRST)]);
    return box && widened(box, 0.1);
  }

  close(): void {
    this.isOpen = false;
    this.element.hidden = this.chosen.hidden = find(this.root, "[data-same]").hidden = true;
    this.asking.abort();
    this.goTo(withoutMap(this.address));
    this.keepInForm("view", "");
  }

  private searchSoon(): void {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void (this.isOpen && this.search()), PAUSE_MS);
  }

  /** The server makes the list of what the map shows: its words, its order and its pins are the same then. */
  private async search(): Promise<void> {
    this.asking.abort();
    const { signal } = (this.asking = new AbortController());
    const { box } = this.map.view();
    this.list.setAttribute("aria-busy", "true");
    try {
      this.showList(await readPage(withMap(this.address, box, this.place).href, signal));
      this.tellAddress(box);
    } catch (error) {
      if (!signal.aborted) this.tellTrouble(error);
    }
  }

  private showList(page: Document): void {
    const list = document.adoptNode(find(page, "[data-list]"));
    this.list.replaceWith(list);
    this.list = list;
    find(this.root, "[data-trouble]").hidden = true;
    this.say(list.querySelector("[data-total], .empty h2, .notice-title")?.textContent);
    this.showMarks();
    this.keepChosen();
  }

  /** A card that was chosen stays under the map while its case is in the list. */
  private keepChosen(): void {
    if (this.chosen.hidden) return;
    const number = this.chosen.querySelector<HTMLElement>("[data-case]")?.dataset.case;
    const item = this.list.querySelector<HTMLElement>(`[data-case="${number}"]`);
    this.chosen.hidden = !item;
    this.light(item && pinOf(this.element, item));
  }

  private showMarks(): void {
    const onPin = (pin: HTMLElement) => void (this.map.hasMoved() || this.choose(pin));
    const onCluster = (box: Box) => void (this.map.hasMoved() || this.map.flyTo(box));
    this.map.showMarks(marksOf(this.list, this.map.view().zoom, { onPin, onCluster }));
  }

  /** The cards of a pin come right under the map; whoever uses keys goes on there, and with Escape back. Many are looked at closer. */
  private choose(pin: HTMLElement): void {
    const cards = cardsOf(this.list, pin);
    const box = boxAround(cards.flatMap((card) => readPoint(card.dataset.at) ?? []));
    if (box && this.map.canSplit(box)) return this.map.flyTo(box);
    const isByKeys = pin.matches(":focus-visible");
    this.light(pin);
    find(this.chosen, "ul").replaceChildren(...cards.map(copyOf));
    this.chosen.hidden = false;
    const link = find(this.chosen, "a");
    this.chosen.scrollIntoView({ block: "nearest" });
    if (isByKeys) link.focus();
    else this.say(link.textContent);
  }

  /** The pin of the card on which the person is stands out. */
  private follow(target: EventTarget | null): void {
    const item = target instanceof Element ? target.closest<HTMLElement>("[data-case]") : null;
    if (item && this.isOpen) this.light(pinOf(this.element, item));
  }

  private light(pin: HTMLElement | null): void {
    this.lit?.removeAttribute("data-lit");
    pin?.setAttribute("data-lit", "");
    this.lit = pin;
  }

  private tellAddress(box: Box): void {
    this.goTo(withMap(this.address, box, this.place));
    this.keepInForm("view", "map");
    this.keepInForm("bbox", boxText(box));
    if (!this.place || !contains(box, this.place)) this.leavePlace();
  }

  /** The filters no longer speak of the place that the person came from. */
  private leavePlace(): void {
    for (const name of ["near", "neighbourhood", "address"]) this.keepInForm(name, "");
    const where = this.root.querySelector("[data-where]");
    if (where) where.textContent = this.element.dataset.label ?? "";
  }

  /** The address, and every link that leads to this page in another way: it is shared, reloaded, and read in other languages. */
  private goTo(address: URL): void {
    this.address = address;
    history.replaceState(null, "", address.pathname + address.search);
    const other = this.isOpen ? withoutMap(address) : address;
    this.toggle.href = other.pathname + other.search;
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.search = address.search;
  }

  private keepInForm(name: string, value: string): void {
    const form = this.root.querySelector<HTMLInputElement>('[name="near"]')?.form;
    const field = form?.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`);
    if (!field) return;
    field.value = value;
    if (name === "view" || name === "bbox") field.disabled = value === ""; // what is empty does not go into the address
  }

  private tellTrouble(error: unknown): void {
    const line = find(this.root, "[data-trouble]");
    line.hidden = false;
    this.list.removeAttribute("aria-busy");
    this.say(line.textContent);
    console.warn(error);
  }

  private say(text: string | null | undefined): void {
    find(this.root, "[data-said]").textContent = text ?? "";
  }
}

/** Without the ids by which its pin is called; its heading stands right under that of the page. */
function copyOf(item: HTMLElement): HTMLElement {
  const copy = item.cloneNode(true) as HTMLElement;
  copy.querySelector(".case-card-name")?.setAttribute("aria-level", "2");
  copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
  return copy;
}
