/** Where it is: the phone's fix with its accuracy in words, the photo's place if wanted, typed words, or "I can't place it". */
import { find, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { clearMistakes } from "../dom/mistakes";
import { pageTexts } from "../dom/texts";
import type { FieldError } from "../lib/api";
import type { TakenAt } from "../lib/exif";
import { foundWords, isOutside, isUnsure, isWorthOffering, summaryWords, type Bounds, type Known } from "../lib/known-place";
import { Locating, type Fix } from "../lib/place";

const PHOTO_ACCURACY_M = 25;
const FIELDS = ["latitude", "longitude", "accuracy_m", "place_source"] as const;

export class PlacePicker {
  private readonly texts = pageTexts();
  private readonly form: HTMLFormElement;
  private readonly address: HTMLInputElement;
  private readonly unplaceable: HTMLInputElement;
  private readonly bounds: Bounds;
  private known: Known = { kind: "nothing" };
  private locating: Locating | null = null;
  private taken: TakenAt | null = null;
  private isAsked = false;
  private isDone = false;

  constructor(private readonly root: HTMLElement) {
    this.form = root.closest("form")!;
    this.address = find(root, '[name="address"]');
    this.unplaceable = find(root, '[name="unplaceable"]');
    this.bounds = (root.dataset.bounds ?? "").split(",").map(Number) as unknown as Bounds;
    this.listenToPerson();
    this.listenToOthers();
    this.show();
  }

  private listenToPerson(): void {
    const onClick = (selector: string, handle: () => void) => find(this.root, selector).addEventListener("click", handle);
    onClick("[data-locate]", () => {
      this.isAsked = true;
      void this.locate();
    });
    onClick("[data-confirm]", () => this.confirm());
    onClick("[data-clear]", () => this.forget());
    onClick("[data-offer] button", () => this.takePhotoPlace());
    this.root.addEventListener("click", () => clearMistakes(this.root));
    this.root.addEventListener("input", () => this.learn(this.known, true));
  }

  private listenToOthers(): void {
    on(this.form, "step:shown", ({ step }) => step === "photo" && void this.locateEarly());
    on(this.form, "step:check", ({ step, problems }) => step === "place" && problems.push(...this.problems()));
    on(this.form, "photos:changed", ({ photos, takenAt }) => {
      this.taken = takenAt;
      if (photos.length) void this.locateEarly();
      this.show();
    });
    on(this.form, "place:take", ({ decide }) => this.take(decide(this.known)));
    on(this.form.parentElement!, "draft:opened", ({ kept }) => kept.draft && this.learn(kept.draft.place, false));
    on(this.form.parentElement!, "step:hold", ({ step }) => {
      this.isDone = step !== null;
      if (this.isDone) this.locating?.stop();
    });
  }

  /** While the photo is taken, and only where the person has allowed it before: who is asked unasked says no. Words are a place already. */
  private async locateEarly(): Promise<void> {
    const isKnown = this.known.kind !== "nothing" || this.address.value.trim() !== "";
    if (this.isDone || this.locating || isKnown || !("geolocation" in navigator)) return;
    const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (permission?.state === "granted") await this.locate();
  }

  private async locate(): Promise<void> {
    if (this.locating) return;
    this.known = { kind: "nothing" };
    this.locating = new Locating(navigator.geolocation, (fix) => this.improve(fix));
    this.show();
    const result = await this.locating.result;
    this.locating = null;
    if (typeof result === "string" && this.known.kind === "nothing") this.known = { kind: "failed", failure: result };
    this.show();
  }

  /** A better fix replaces an earlier one; whoever has confirmed or chosen another place keeps that. */
  private improve(fix: Fix): void {
    const isSettled = this.isDone || (this.known.kind === "found" && this.known.isConfirmed);
    if (!isSettled) this.learn({ kind: "found", source: "device", fix, isConfirmed: false }, this.isAsked);
  }

  private takePhotoPlace(): void {
    this.locating?.stop();
    if (this.taken) this.learn({ kind: "found", source: "photo", fix: { ...this.taken, accuracy_m: PHOTO_ACCURACY_M }, isConfirmed: true }, true);
  }

  /** A pin, or an address that was chosen. */
  private take(known: Known): void {
    if (known === this.known) return;
    this.locating?.stop();
    this.learn(known, true);
  }

  private confirm(): void {
    if (this.known.kind === "found") this.learn({ ...this.known, isConfirmed: true }, true);
    this.locating?.stop();
  }

  private forget(): void {
    this.locating?.stop();
    this.learn({ kind: "nothing" }, true);
    this.address.focus();
  }

  private learn(known: Known, isByPerson: boolean): void {
    this.known = known;
    const values = this.used();
    for (const name of FIELDS) find<HTMLInputElement>(this.root, `[name="${name}"]`).value = String(values[name] ?? "");
    this.show();
    this.tellOthers(isByPerson);
  }

  /** Somebody outside the city who writes an address means the address. */
  private used(): Partial<Record<(typeof FIELDS)[number], string | number>> {
    const { known } = this;
    const hasWords = this.address.value.trim() !== "" || this.unplaceable.checked;
    if (known.kind !== "found" || (hasWords && isOutside(known, this.bounds))) return {};
    return { ...known.fix, place_source: known.source };
  }

  private show(): void {
    const isFound = this.known.kind === "found";
    const locateButton = find<HTMLButtonElement>(this.root, "[data-locate]");
    locateButton.hidden = isFound || !("geolocation" in navigator);
    locateButton.disabled = this.locating !== null;
    find(this.root, "[data-found]").hidden = !isFound;
    find(this.root, "[data-confirm]").hidden = !isUnsure(this.known);
    find(this.root, "[data-outside]").hidden = !isOutside(this.known, this.bounds);
    find(this.root, "[data-offer]").hidden = !isWorthOffering(this.taken, this.known, this.bounds);
    say(find(this.root, "[data-found-where]"), this.where());
    find(this.root, "[data-found-text]").textContent = foundWords(this.known, this.texts);
    say(find(this.root, "[data-message]"), this.messageWords());
  }

  private where(): string {
    return (this.known.kind === "found" && this.known.where) || "";
  }

  private messageWords(): string {
    if (this.known.kind === "failed") return this.texts.say(`location_${this.known.failure}`);
    return this.locating && this.known.kind === "nothing" ? this.texts.say("locating") : "";
  }

  private problems(): FieldError[] {
    if (this.address.value.trim() || this.unplaceable.checked) return [];
    const isNowhere = this.known.kind !== "found" || isOutside(this.known, this.bounds);
    const name = isNowhere ? "place_missing" : isUnsure(this.known) ? "place_unsure" : null;
    return name ? [{ field: "address", message: this.texts.say(name) }] : [];
  }

  private tellOthers(isByPerson: boolean): void {
    const typed = this.address.value.trim();
    const found = "latitude" in this.used() ? summaryWords(this.known, this.texts) : "";
    const none = !typed && !found && this.unplaceable.checked ? this.texts.say("unplaceable") : "";
    const where = this.where() === typed ? "" : found && this.where();
    const words = [typed, where, found, none].filter(Boolean).join("\n");
    this.root.dataset.placeWords = words;
    emit(this.root, "place:changed", { words, known: this.known, isByPerson });
  }
}
