/** The button that opens a map in the step of the place. Nobody needs the map: where it does not come, words are enough. */
import { button, icon, make, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import type { PinMap } from "../dom/pin-map";
import type { Bounds, Known } from "../lib/known-place";
import { Texts } from "../lib/texts";

export class PlaceMap {
  private readonly message = make("p", { class: "report-status", role: "status", hidden: true });
  private readonly box = make("div", { class: "part", id: "place-map", hidden: true });
  private texts: Promise<Texts> | null = null;
  private map: PinMap | null = null;
  private isBusy = false;

  constructor(private readonly root: HTMLElement) {
    on(root, "place:changed", ({ known }) => this.map?.show(known));
    on(root.closest("form")!, "step:shown", ({ step }) => step === "place" && this.offer());
    if (root.checkVisibility()) this.offer();
  }

  /** The button's own words come with those of the map: without a network there is none, and no map either. */
  private offer(): void {
    this.texts ??= this.loadTexts().then((texts) => this.showButton(texts));
    this.texts.catch(() => (this.texts = null));
  }

  private async loadTexts(): Promise<Texts> {
    const answer = await fetch(`/${document.documentElement.lang}/report/map`);
    if (!answer.ok) throw new Error(`no texts of the map: ${answer.status}`);
    return new Texts((await answer.json()) as Record<string, unknown>);
  }

  private showButton(texts: Texts): Texts {
    const attributes = { "class": "button button-quiet button-wide", "aria-expanded": "false", "aria-controls": this.box.id };
    const made = button(texts.say("show"), attributes, () => void this.toggle(made, texts));
    made.prepend(icon("place"));
    this.root.querySelector("[data-module~=address-field]")!.before(make("div", { class: "report-place" }, made, this.message, this.box));
    return texts;
  }

  private async toggle(toggle: HTMLButtonElement, texts: Texts): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const isOpen = this.box.hidden && (await this.open(texts));
    this.isBusy = false;
    toggle.setAttribute("aria-expanded", String(isOpen));
    toggle.querySelector("span")!.textContent = texts.say(isOpen ? "hide" : "show");
    this.box.hidden = !isOpen;
    if (!isOpen) return;
    this.map?.open(this.known());
    this.box.scrollIntoView({ block: "start" });
  }

  /** False where it did not come: the next tap asks again. */
  private async open(texts: Texts): Promise<boolean> {
    say(this.message, "");
    this.box.hidden = false; // a map measures its own room
    try {
      this.map ??= await this.load(texts);
    } catch {
      say(this.message, texts.say("failed"));
    }
    return this.map !== null;
  }

  private async load(texts: Texts): Promise<PinMap> {
    const { PinMap } = await import("../later/pin-map");
    const bounds = (this.root.dataset.bounds ?? "").split(",").map(Number) as unknown as Bounds;
    return PinMap.make(this.box, { bounds, texts, onPinned: (known) => emit(this.root, "place:take", { decide: () => known }) });
  }

  private known(): Known {
    let known: Known = { kind: "nothing" };
    emit(this.root, "place:take", { decide: (now) => (known = now) });
    return known;
  }
}
