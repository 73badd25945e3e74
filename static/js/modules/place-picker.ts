/** Where it is: the phone's fix with its accuracy in words, the photo's place if wanted, typed words, or "I can't place it". */
import { find, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { clearMistakes } from "../dom/mistakes";
import { pageTexts } from "../dom/texts";
import type { FieldError } from "../lib/api";
import type { TakenAt } from "../lib/exif";
import { distanceWords, locate, metresBetween, precision, type Fix, type FixFailure, type Locating } from "../lib/place";

type Source = "device" | "photo";
type Known = { kind: "nothing" } | { kind: "failed"; failure: FixFailure } | { kind: "found"; source: Source; fix: Fix; isConfirmed: boolean };

interface Surroundings {
  inside?: boolean;
  address?: string | { label?: string } | null;
}

const PHOTO_ACCURACY_M = 25;
const WORTH_ASKING_M = 100;

export class PlacePicker {
  private readonly texts = pageTexts();
  private readonly message: HTMLElement;
  private readonly found: HTMLElement;
  private readonly offer: HTMLElement;
  private readonly address: HTMLInputElement;
  private readonly unplaceable: HTMLInputElement;
  private known: Known = { kind: "nothing" };
  private locating: Locating | null = null;
  private taken: TakenAt | null = null;
  private nearest = "";
  private isOutside = false;
  private isDone = false;

  constructor(private readonly root: HTMLElement) {
    this.message = find(root, "[data-message]");
    this.found = find(root, "[data-found]");
    this.offer = find(root, "[data-offer]");
    this.address = find(root, '[name="address"]');
    this.unplaceable = find(root, '[name="unplaceable"]');
    this.listen();
    this.show();
  }

  private listen(): void {
    const form = this.root.closest("form")!;
    this.onClick("[data-locate]", () => void this.locate());
    this.onClick("[data-confirm]", () => this.confirm());
    this.onClick("[data-clear]", () => this.forget());
    this.onClick("[data-offer] button", () => this.takePhotoPlace());
    this.root.addEventListener("input", () => this.tellOthers());
    this.root.addEventListener("click", () => clearMistakes(this.root));
    on(form, "step:shown", ({ step }) => step === "photo" && void this.locateEarly());
    on(form, "step:check", ({ step, problems }) => step === "place" && problems.push(...this.problems()));
    on(form, "photos:changed", ({ photos, takenAt }) => {
      this.taken = takenAt;
      if (photos.length) void this.locateEarly();
      this.show();
    });
    on(form.parentElement!, "report:safe", ({ isSafe }) => isSafe && this.end());
  }

  private onClick(selector: string, handle: () => void): void {
    find(this.root, selector).addEventListener("click", handle);
  }

  /** While the photo is taken, and only where the person has allowed it before: asking unasked is answered with no. */
  private async locateEarly(): Promise<void> {
    if (this.isDone || this.known.kind !== "nothing" || this.locating || !("geolocation" in navigator)) return;
    const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (permission?.state === "granted") await this.locate();
  }

  private async locate(): Promise<void> {
    if (this.locating) return;
    this.known = { kind: "nothing" };
    this.locating = locate(navigator.geolocation, (fix) => this.improve(fix));
    this.show();
    const result = await this.locating.result;
    this.locating = null;
    if (typeof result === "string" && !this.isDone) this.known = { kind: "failed", failure: result };
    this.show();
  }

  /** A better fix replaces an earlier one; whoever has confirmed or chosen another place keeps that. */
  private improve(fix: Fix): void {
    const isSettled = this.known.kind === "found" && this.known.isConfirmed;
    if (!isSettled) this.learn({ kind: "found", source: "device", fix, isConfirmed: false });
  }

  private takePhotoPlace(): void {
    if (!this.taken) return;
    this.locating?.stop();
    this.learn({ kind: "found", source: "photo", fix: { ...this.taken, accuracy_m: PHOTO_ACCURACY_M }, isConfirmed: true });
  }

  private confirm(): void {
    if (this.known.kind !== "found") return;
    this.learn({ ...this.known, isConfirmed: true });
    this.locating?.stop();
  }

  private forget(): void {
    this.locating?.stop();
    this.learn({ kind: "nothing" });
    this.address.focus();
  }

  private learn(known: Known): void {
    const moved = known.kind !== "found" || this.known.kind !== "found" || known.fix !== this.known.fix;
    this.known = known;
    this.fill();
    if (moved) {
      this.nearest = "";
      this.isOutside = false;
      if (known.kind === "found") void this.lookAround(known.fix);
    }
    this.show();
    this.tellOthers();
  }

  private fill(): void {
    const { known } = this;
    const values = known.kind === "found" ? { ...known.fix, place_source: known.source } : {};
    for (const name of ["latitude", "longitude", "accuracy_m", "place_source"] as const) {
      find<HTMLInputElement>(this.root, `[name="${name}"]`).value = String((values as Record<string, unknown>)[name] ?? "");
    }
  }

  /** The nearest address and whether it is in the city. Only a kindness: without an answer nothing waits. */
  private async lookAround(fix: Fix): Promise<void> {
    try {
      const response = await fetch(`/api/v1/places/at?lat=${fix.latitude.toFixed(5)}&long=${fix.longitude.toFixed(5)}&lang=${document.documentElement.lang}`);
      if (!response.ok || this.known.kind !== "found" || this.known.fix !== fix) return;
      const { inside, address } = (await response.json()) as Surroundings;
      this.isOutside = inside === false;
      this.nearest = (typeof address === "string" ? address : address?.label) ?? "";
      this.show();
      this.tellOthers();
    } catch {
      return;
    }
  }

  private show(): void {
    const { known } = this;
    const isFound = known.kind === "found";
    const asks = isFound && !known.isConfirmed && precision(known.fix.accuracy_m) === "near";
    this.found.hidden = !isFound;
    find(this.root, "[data-locate]").hidden = isFound || !("geolocation" in navigator);
    find(this.root, "[data-locate]").toggleAttribute("disabled", this.locating !== null);
    find(this.root, "[data-confirm]").hidden = !asks;
    find(this.root, "[data-outside]").hidden = !this.isOutside;
    this.offer.hidden = !this.taken || (isFound && metresBetween(known.fix, this.taken) < WORTH_ASKING_M);
    find(this.found, "[data-found-text]").textContent = this.foundWords();
    say(this.message, this.messageWords());
  }

  private foundWords(): string {
    if (this.known.kind !== "found") return "";
    const { fix, source, isConfirmed } = this.known;
    const near = this.nearest ? this.texts.say("near_address", { address: this.nearest }) : "";
    if (source === "photo") return [this.texts.say("photo_place"), near].filter(Boolean).join(" ");
    const sure = precision(fix.accuracy_m);
    const distance = distanceWords(fix.accuracy_m, this.texts.list<[number, string]>("distances"));
    const sentence = sure === "near" && isConfirmed ? "found_confirmed" : `found_${sure}`;
    return [near, this.texts.say(sentence, { distance })].filter(Boolean).join(" ");
  }

  private messageWords(): string {
    if (this.known.kind === "failed") return this.texts.say(`location_${this.known.failure}`);
    return this.locating && this.known.kind === "nothing" ? this.texts.say("locating") : "";
  }

  private problems(): FieldError[] {
    const hasWords = this.address.value.trim() !== "" || this.unplaceable.checked;
    if (hasWords) return [];
    if (this.known.kind !== "found") return [{ field: "address", message: this.texts.say("place_missing") }];
    const isUnsure = !this.known.isConfirmed && precision(this.known.fix.accuracy_m) === "near";
    return isUnsure ? [{ field: "address", message: this.texts.say("place_unsure") }] : [];
  }

  private tellOthers(): void {
    const typed = this.address.value.trim();
    const words = [typed, !typed && this.unplaceable.checked ? this.texts.say("unplaceable") : "", this.foundWords()];
    emit(this.root, "place:changed", { words: words.filter(Boolean).join(" · ") });
  }

  private end(): void {
    this.isDone = true;
    this.locating?.stop();
  }
}
