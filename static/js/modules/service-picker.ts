/** What it is: found by the words people type, by big buttons, or in its group. The radio buttons of the form are the real choice. */
import { find, make, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { pageTexts } from "../dom/texts";
import type { Findable } from "../lib/search";
import type { ListedService, Stop } from "../lib/services";

type Thing = ListedService | (Findable & { stop: Stop });

const MOST_STOPS = 2;
const PAUSE_MS = 150;

export class ServicePicker {
  private readonly texts = pageTexts();
  private readonly field: HTMLInputElement;
  private readonly results: HTMLElement;
  private readonly status: HTMLElement;
  private readonly browse: HTMLElement;
  private services: readonly ListedService[];
  private stops: readonly Stop[] = [];
  private searching: typeof import("../later/searching") | null = null;
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly root: HTMLElement) {
    this.field = find(root, "[data-search]");
    this.results = find(root, "[data-results]");
    this.status = find(root, "[data-status]");
    this.browse = find(root, "[data-browse]");
    this.services = this.listedOnPage();
    this.listen();
    if (this.chosen()) queueMicrotask(() => this.choose(this.chosen()));
  }

  private listen(): void {
    const form = this.root.closest("form")!;
    this.field.addEventListener("focus", () => void this.load(), { once: true });
    this.field.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.search(), PAUSE_MS);
    });
    this.field.addEventListener("keydown", (event) => event.key === "Enter" && this.goToResults(event));
    this.browse.addEventListener("change", () => this.choose(this.chosen()));
    this.results.addEventListener("change", (event) => this.choose((event.target as HTMLInputElement).value));
    on(form, "step:shown", ({ step }) => step === "place" && void this.load());
    on(form, "step:check", ({ step, problems }) => {
      if (step === "service" && !this.chosen()) problems.push({ field: "service", message: this.texts.say("service_missing") });
    });
  }

  /** Everyday words and stops come from the city; until they do, names are searched. */
  private async load(): Promise<void> {
    try {
      this.searching ??= await import("../later/searching");
      const { services, stops } = await this.searching.pageCatalogue().list();
      this.services = services;
      this.stops = stops;
    } catch {
      // names alone are searched, or nothing: the list stands below
    }
    if (this.searching && this.field.value) this.search();
  }

  private listedOnPage(): ListedService[] {
    return [...this.browse.querySelectorAll<HTMLInputElement>('details input[name="service"]')].map((radio) => {
      const text = radio.closest("label")!;
      return { code: radio.value, name: text.textContent!.trim(), description: "", keywords: [] };
    });
  }

  private search(): void {
    const query = this.field.value.trim();
    if (!this.searching) return void this.load();
    const { search, stopCard } = this.searching;
    const matches = search<Thing>(query, [...this.stops.map((stop) => ({ ...stop, name: stop.title, stop })), ...this.services]);
    const stops = matches.flatMap((thing) => ("stop" in thing ? [thing.stop] : [])).slice(0, MOST_STOPS);
    const found = matches.filter((thing): thing is ListedService => !("stop" in thing));
    this.browse.hidden = matches.length > 0;
    this.results.replaceChildren(...stops.map(stopCard), ...found.map((service) => this.result(service)));
    const sentence = found.length ? this.texts.count("services_found", found.length) : this.texts.say("services_none");
    say(this.status, query && !(stops.length && !found.length) ? sentence : "");
  }

  /** The search key of a phone's keyboard leads to what was found; it does not send the form. */
  private goToResults(event: Event): void {
    event.preventDefault();
    clearTimeout(this.pause);
    this.search();
    this.results.querySelector<HTMLElement>("input, a")?.focus();
  }

  /** A second button for the same radio, so that the best match stands first. */
  private result(service: ListedService): HTMLElement {
    const radio = make("input", { type: "radio", name: "found", value: service.code });
    radio.checked = service.code === this.chosen();
    const hint = service.description ? make("span", { class: "hint" }, service.description) : null;
    return make("label", { class: "choice" }, radio, make("span", { class: "choice-text" }, service.name, hint));
  }

  private chosen(): string {
    return this.browse.querySelector<HTMLInputElement>('input[name="service"]:checked')?.value ?? "";
  }

  private choose(code: string): void {
    const radios = [...this.browse.querySelectorAll<HTMLInputElement>('input[name="service"]')];
    const radio = radios.find(({ value }) => value === code);
    if (!radio) return;
    if (!radios.some((other) => other.checked && other.value === code)) radio.checked = true;
    emit(this.root, "service:chosen", { code });
  }
}
