/** The button that opens a map in the step of the place. Nobody needs the map: where it does not come, words are enough. */
import { find, make, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { pageTexts } from "../dom/texts";
import type { PinMap } from "../dom/pin-map";
import type { Bounds, Known } from "../lib/known-place";

export class PlaceMap {
  private readonly button: HTMLButtonElement;
  private readonly label: HTMLElement;
  private readonly message = make("p", { class: "report-status", role: "status", hidden: true });
  private readonly box = make("div", { class: "part", id: "place-map", hidden: true });
  private readonly show: string;
  private hide = "";
  private map: PinMap | null = null;

  constructor(private readonly root: HTMLElement) {
    this.button = find<HTMLButtonElement>(root, "[data-show-map]");
    this.label = find(this.button, "span");
    this.show = this.label.textContent ?? "";
    this.button.setAttribute("aria-controls", this.box.id);
    this.button.after(this.message, this.box);
    this.button.hidden = false;
    this.button.addEventListener("click", () => void this.toggle());
    on(root, "place:changed", ({ known }) => this.map?.show(known));
  }

  private async toggle(): Promise<void> {
    if (this.button.getAttribute("aria-disabled") === "true") return;
    this.button.setAttribute("aria-disabled", "true");
    const isOpen = this.box.hidden && (await this.open());
    this.button.removeAttribute("aria-disabled");
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.label.textContent = isOpen ? this.hide : this.show;
    this.box.hidden = !isOpen;
    if (!isOpen) return;
    this.map?.open(this.known());
    this.box.scrollIntoView({ block: "start" });
  }

  /** False where it did not come: the next tap asks again. */
  private async open(): Promise<boolean> {
    say(this.message, "");
    this.box.hidden = false; // a map measures its own room
    try {
      this.map ??= await this.load();
    } catch {
      say(this.message, pageTexts().say("map_failed"));
    }
    return this.map !== null;
  }

  private async load(): Promise<PinMap> {
    const [{ PinMap, Texts }, answer] = await Promise.all([import("../later/pin-map"), fetch(`/${document.documentElement.lang}/report/map`)]);
    if (!answer.ok) throw new Error(`no texts of the map: ${answer.status}`);
    const texts = new Texts((await answer.json()) as Record<string, unknown>);
    this.hide = texts.say("hide");
    const bounds = (this.root.dataset.bounds ?? "").split(",").map(Number) as unknown as Bounds;
    return PinMap.make(this.box, { bounds, texts, onPinned: (known) => emit(this.root, "place:take", { decide: () => known }) });
  }

  private known(): Known {
    let known: Known = { kind: "nothing" };
    emit(this.root, "place:take", { decide: (now) => (known = now) });
    return known;
  }
}
