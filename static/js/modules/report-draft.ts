/** Keeps what is written while it is written: from the first touch on it is a draft in the outbox, with an address of its own. */
import { find } from "../dom/elements";
import { emit, on, type DraftTrouble } from "../dom/events";
import { fieldsOf } from "../dom/form-fields";
import { forgetLastWords, keepLastWords } from "../dom/last-words";
import { loadKeeping } from "../dom/outbox";
import type { Content, DraftKeeping, DraftName, ShownPhoto } from "../lib/draft-keeping";
import type { Known } from "../lib/known-place";
import type { Kept } from "../lib/outbox/types";

const PAUSE_MS = 300;

export class ReportDraft {
  private name: DraftName | null = null;
  private keeping: DraftKeeping | null = null;
  private photos: readonly ShownPhoto[] = [];
  private place: { known: Known; words: string } = { known: { kind: "nothing" }, words: "" };
  private step = "photo";
  private kept: Kept | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** How often something changed, and how much of that is kept. */
  private changes = 0;
  private keptChanges = 0;
  private trouble: DraftTrouble | null = null;
  private isSettled = false;

  constructor(private readonly form: HTMLFormElement) {
    this.listenToPerson();
    this.listenToOthers();
    this.listenToPage();
  }

  private listenToPerson(): void {
    this.form.addEventListener("input", () => this.touch());
    this.form.addEventListener("change", () => this.name && void this.keep());
    this.form.addEventListener("click", (event) => {
      if (!opensCamera(event)) return;
      this.touch(); // the phone may need the page's memory for the camera
      void this.keep();
    });
  }

  private listenToOthers(): void {
    on(this.form, "photos:changed", ({ photos }) => {
      this.photos = photos;
      if (photos.length) this.touch();
      void this.keep();
    });
    on(this.form, "place:changed", ({ words, known, isByPerson }) => {
      this.place = { words, known };
      if (isByPerson || this.name) this.touch();
    });
    on(this.form, "step:shown", ({ step }) => {
      if (!this.form.querySelector(`[data-step="${step}"]`)) return;
      this.step = step;
      if (this.name) this.touch();
      void this.keep();
    });
    on(this.form, "draft:opened", ({ kept }) => this.goOn(kept));
    on(this.form, "draft:settle", ({ kept }) => kept.push(this.settle()));
    on(this.form, "report:unkept", ({ isFetched }) => {
      this.isSettled = false; // the form is open again: what is typed from here on is kept, if that works again
      this.learn(this.trouble ?? (isFetched ? "broken" : "no-script"));
    });
    on(this.form, "report:received", () => (this.isSettled = true));
    on(this.form, "report:safe", ({ isSafe }) => isSafe && this.learn(null));
  }

  private listenToPage(): void {
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.hasNews && void this.keep());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("beforeunload", (event) => this.name && this.trouble && event.preventDefault());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.name && !this.trouble && location.reload());
    window.addEventListener("online", () => this.trouble && void this.keep());
  }

  private touch(): void {
    if (this.isSettled) return;
    if (!this.name) this.take(this.field("id").value, this.field("secret").value);
    this.changes += 1;
    this.form.dataset.draft = "changing";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.keep(), PAUSE_MS);
    this.showAddress();
  }

  /** In the language of this page, whatever it was begun in. */
  private take(id: string, secret: string): void {
    this.name = { id, secret, language: this.field("language").value };
    this.keeping = null;
    this.field("id").value = id;
    this.field("secret").value = secret;
  }

  /** A reload, a killed browser and another language find it there. Steps back in the history get it as they are shown. */
  private showAddress(): void {
    const search = `?draft=${this.name?.id}`;
    if (location.search !== search) history.replaceState(history.state, "", location.pathname + search + location.hash);
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.search = search;
  }

  private goOn(kept: Kept): void {
    this.kept = kept;
    this.isSettled = false;
    this.take(kept.id, kept.secret);
    this.step = kept.draft?.step ?? this.step;
    this.place = { known: kept.draft?.place ?? { kind: "nothing" }, words: kept.summary.place };
    this.showAddress();
  }

  private async keep(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.name || this.isSettled) return;
    const changes = this.changes;
    try {
      const keeping = await this.keeper();
      await keeping.keep();
      this.keptChanges = Math.max(this.keptChanges, changes);
      this.learn(keeping.isDurable ? null : "no-store");
    } catch (error) {
      this.learn((error as { reason?: DraftTrouble }).reason ?? (this.keeping ? "broken" : "no-script"));
    }
  }

  private async settle(): Promise<void> {
    if (!this.name) this.touch();
    clearTimeout(this.timer);
    await (await this.keeper()).settle();
    this.keptChanges = this.changes;
    this.isSettled = true;
    forgetLastWords();
  }

  private async keeper(): Promise<DraftKeeping> {
    const { DraftKeeping, openOutbox } = await loadKeeping();
    if (this.keeping) return this.keeping;
    this.keeping = new DraftKeeping(this.name!, openOutbox, () => this.content());
    if (this.kept?.id === this.name!.id) this.keeping.goOn(this.kept.photos, this.kept.draft !== null);
    return this.keeping;
  }

  private content(): Content {
    const service = this.form.querySelector('input[name="service"]:checked')?.closest("label")?.querySelector("[data-name]");
    const words = find<HTMLTextAreaElement>(this.form, '[name="description"]').value.trim();
    return {
      draft: { fields: fieldsOf(this.form), place: this.place.known, step: this.step },
      summary: { service: service?.textContent?.trim() ?? "", place: this.place.words, words },
      photos: this.photos,
    };
  }

  private learn(trouble: DraftTrouble | null): void {
    this.trouble = trouble;
    const isKept = trouble === null && !this.hasNews;
    this.form.dataset.draft = isKept ? "kept" : "changing";
    if (isKept) forgetLastWords();
    emit(this.form, "draft:kept", { trouble });
  }

  /** Else another tab may know better what the draft says. */
  private get hasNews(): boolean {
    return this.keptChanges !== this.changes;
  }

  /** A page that goes has no time for the outbox. */
  private leave(): void {
    if (!this.name || this.isSettled || !this.hasNews) return;
    const { draft, summary } = this.content();
    keepLastWords({ name: this.name, draft, summary });
    void this.keep();
  }

  private field(name: string): HTMLInputElement {
    return find<HTMLInputElement>(this.form, `[name="${name}"]`);
  }
}

const opensCamera = ({ target }: Event) => target instanceof HTMLInputElement && target.type === "file";
