/** What it is: found by the words people type, by big buttons, or in its group. The radio buttons of the form are the real choice. */
import { find, make, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { pageTexts } from "../dom/texts";
import type { ServiceSearch } from "../lib/search-services";
import type { ListedService, Listing } from "../lib/services";

const PAUSE_MS = 150;

export class ServicePicker {
  private readonly texts = pageTexts();
  private readonly field: HTMLInputElement;
  private readonly results: HTMLElement;
  private readonly status: HTMLElement;
  private readonly browse: HTMLElement;
  private searching: typeof import("../later/searching") | null = null;
  private finder: ServiceSearch | null = null;
  private listing: Listing | null = null;
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly root: HTMLElement) {
    this.field = find(root, "[data-search]");
    this.results = find(root, "[data-results]");
    this.status = find(root, "[data-status]");
    this.browse = find(root, "[data-browse]");
    this.listen();
    if (this.chosen()) queueMicrotask(() => this.choose(this.chosen()));
  }

  private listen(): void {
    const form = this.root.closest("form")!;
    this.field.addEventListener("focus", () => void this.loadWords());
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
      const catalogue = this.searching.pageCatalogue();
      this.finder ??= new this.searching.ServiceSearch(this.listedOnPage(), catalogue.language);
      const listing = await catalogue.list();
      if (listing !== this.listing) this.finder = new this.searching.ServiceSearch(listing, catalogue.language);
      this.listing = listing;
    } catch {
      // names alone are searched, or nothing: the list stands below
    }
    this.searchAgain();
  }

  /** The words of all other languages, for whoever searches: people type in the one that comes to mind. */
  private async loadWords(): Promise<void> {
    await this.load();
    const words = await this.searching?.pageCatalogue().words().catch(() => null);
    if (!words) return;
    await this.finder?.hear(words, () => new Promise((done) => setTimeout(done)));
    this.searchAgain();
  }

  private searchAgain(): void {
    if (this.finder && this.field.value) this.search();
  }

  private listedOnPage(): Listing {
    const services = [...this.browse.querySelectorAll<HTMLInputElement>('details input[name="service"]')].map((radio) => {
      const text = radio.closest("label")!;
      return { code: radio.value, name: text.textContent!.trim(), description: "", keywords: [] };
    });
    return { services, stops: [] };
  }

  private search(): void {
    const query = this.field.value.trim();
    if (!this.searching || !this.finder) return void this.load();
    const { services, stops } = this.finder.find(query);
    this.browse.hidden = services.length + stops.length > 0;
    this.results.replaceChildren(...stops.map(this.searching.stopCard), ...services.map((service) => this.result(service)));
    const sentence = services.length ? this.texts.count("services_found", services.length) : this.texts.say("services_none");
    say(this.status, query && !(stops.length && !services.length) ? sentence : "");
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
