/** A field for an address, with what the city suggests below it (ARIA APG: editable combobox with list autocomplete). */
import { find, make } from "../dom/elements";
import { emit } from "../dom/events";
import { linkStyle } from "../dom/late-style";
import type { Point } from "../lib/place";
import { NONE, optionAfter, Suggestions, type Found, type Suggestion } from "../lib/suggestions";

/** So long after a finger came up a browser may still tell of the click. */
const CLICK_MS = 300;

export class AddressField {
  private readonly field: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status = make("p", { class: "aside", role: "status" });
  private readonly suggestions: Suggestions;
  private found = NONE;
  private at = -1;
  private isPressed = false;
  private timer = 0;
  /** What came under a finger. */
  private late: Found | null = null;

  constructor(private readonly root: HTMLElement) {
    this.field = find(root, "input");
    this.list = this.makeList();
    this.field.after(this.list, this.status);
    this.suggestions = new Suggestions((url, options) => fetch(url, options), document.documentElement.lang, (found) => this.show(found));
    this.listen();
    if (document.activeElement !== this.field) return;
    linkStyle(root.dataset.style ?? "");
    this.ask(); // somebody was quicker than this script
  }

  private makeList(): HTMLElement {
    const label = find(this.root, "label");
    label.id ||= `${this.field.id}-label`;
    const list = make("ul", { id: `${this.field.id}-list`, class: "address-list", role: "listbox", "aria-labelledby": label.id, hidden: true });
    const states = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(states)) this.field.setAttribute(name, value);
    return list;
  }

  private listen(): void {
    this.field.addEventListener("focus", () => linkStyle(this.root.dataset.style ?? ""));
    this.field.addEventListener("input", (event) => event.isTrusted && !(event as InputEvent).isComposing && this.ask());
    this.field.addEventListener("compositionend", () => this.ask());
    this.field.addEventListener("keydown", (event) => this.type(event));
    this.field.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus, and the phone its keyboard
    addEventListener("pointerdown", () => this.press(true), true);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (this.timer = window.setTimeout(() => this.press(false), CLICK_MS)));
    addEventListener("click", () => this.press(false));
  }

  private press(isPressed: boolean): void {
    clearTimeout(this.timer);
    this.isPressed = isPressed;
    if (!isPressed && this.late) this.show(this.late);
  }

  private ask(): void {
    this.point(-1); // nothing is chosen from a list that no longer fits
    this.suggestions.ask(this.field.value, this.near());
  }

  private type(event: KeyboardEvent): void {
    const { key, isComposing, altKey } = event;
    if (isComposing) return;
    const next = optionAfter(key, this.at, this.found.suggestions.length);
    const chosen = this.found.suggestions[this.at];
    if (next !== null) this.point(next);
    else if (key === "Enter" && chosen) this.choose(chosen);
    else if (key === "Escape" && this.found !== NONE) this.close();
    else if (key === "ArrowDown" && (altKey || this.found === NONE)) this.ask();
    else {
      if (key === "Enter" || key === "Tab") this.close();
      return;
    }
    event.preventDefault();
  }

  /** Under a finger nothing moves: the button below the list would not be there any more when it comes up. */
  private show(found: Found): void {
    this.late = this.isPressed ? found : null;
    if (this.late) return;
    if (document.activeElement !== this.field) found = NONE;
    this.found = found;
    this.list.replaceChildren(...found.suggestions.map((suggestion, at) => this.option(suggestion, at)));
    this.list.hidden = !found.suggestions.length;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.status.textContent = found.text;
    this.point(-1);
  }

  private option(suggestion: Suggestion, at: number): HTMLElement {
    const option = make("li", { id: `${this.list.id}-${at}`, class: "address-option", role: "option" }, make("bdi", {}, suggestion.label));
    option.addEventListener("click", () => this.choose(suggestion));
    return option;
  }

  /** Where the arrow keys are; -1 is the field itself. */
  private point(at: number): void {
    this.at = at;
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) option.scrollIntoView({ block: "nearest" });
    }
    if (at < 0) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
  }

  private choose(suggestion: Suggestion): void {
    this.field.value = suggestion.label;
    this.close();
    this.field.dispatchEvent(new Event("input", { bubbles: true })); // typed by us: kept like anything typed
    emit(this.field, "address:chosen", { suggestion });
  }

  private close(): void {
    this.suggestions.stop();
    this.show(NONE);
  }

  /** What the form knows of the place so far: a place found for it, or the one that a list is sorted by. */
  private near(): Point | null {
    const value = (name: string) => this.root.closest("form")?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? "";
    const [latitude, longitude] = value("near") ? value("near").split(",") : [value("latitude"), value("longitude")];
    return latitude && longitude ? { latitude: Number(latitude), longitude: Number(longitude) } : null;
  }
}
