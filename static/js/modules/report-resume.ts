/** Goes on where a report was: by the `?draft=` of the address, or because the city gave it back to be mended. */
import { find, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { dropLateAnswers, fillFields, fillLateAnswers } from "../dom/fill-fields";
import { lastWordsOf, type LastWords } from "../dom/last-words";
import { loadKeeping } from "../dom/outbox";
import { resumedPhotos, withPhotosThere } from "../dom/resumed-photos";
import { pageTexts } from "../dom/texts";
import type { TakenAt } from "../lib/exif";
import type { Kept, Trouble } from "../lib/outbox/types";

const FIRST = "photo";

export class ReportResume {
  private readonly form: HTMLFormElement;
  private service = "";

  constructor(private readonly page: HTMLElement) {
    this.form = find<HTMLFormElement>(page, "form");
    on(page, "report:returned", ({ kept, trouble }) => void this.takeBack(kept, trouble));
    on(page, "service:chosen", ({ code }) => code !== this.service && dropLateAnswers(this.form));
    on(page, "service:loaded", ({ service }) => service.code === this.service && fillLateAnswers(this.form));
    const id = new URLSearchParams(location.search).get("draft");
    if (id && page.dataset.resuming !== undefined) void this.resume(id);
  }

  /** Whatever goes wrong on the way, in the end there is a form. */
  private async resume(id: string): Promise<void> {
    let step: string | null = FIRST;
    try {
      step = await this.open(id);
    } catch {
      emit(this.form, "draft:missed", { isThere: true });
    } finally {
      delete this.page.dataset.resuming;
      if (step) emit(this.form, "step:resume", { step });
    }
  }

  /** Answers with the step to go on at; null where something else is on the screen by then. */
  private async open(id: string): Promise<string | null> {
    const { openOutbox, underway } = await loadKeeping();
    const outbox = await openOutbox();
    const kept = (await outbox.find(id)) ?? (await this.revive(id));
    if (!kept && !outbox.isDurable) throw new Error("the outbox does not open"); // it may be there all the same
    if (!kept || kept.kind !== "reports") return this.miss();
    if (kept.state !== "draft") {
      const shown = new Promise<void>((resolve) => on(this.page, "step:hold", () => resolve()));
      emit(this.form, "report:underway", { way: await underway(id), isFresh: false });
      await shown;
      return null;
    }
    const { draft, summary } = lastWordsOf(id) ?? kept;
    await this.show({ ...kept, draft, summary });
    return draft?.step ?? FIRST;
  }

  /** A page that went before its first word was kept. */
  private async revive(id: string): Promise<Kept | null> {
    const words: LastWords | null = lastWordsOf(id);
    if (!words) return null;
    const outbox = await (await loadKeeping()).openOutbox();
    await outbox.begin({ ...words.name, kind: "reports" });
    return outbox.find(id);
  }

  /** Sent and forgotten, or deleted, or never of this phone. */
  private miss(): string {
    history.replaceState(null, "", location.pathname); // nor is the step that it was on
    emit(this.form, "draft:missed", { isThere: false });
    return FIRST;
  }

  private async show(kept: Kept): Promise<void> {
    const photos = await resumedPhotos(kept);
    const fields = kept.draft?.fields ?? [];
    this.service = fields.find(([name]) => name === "service")?.[1] ?? "";
    fillFields(this.form, fields);
    emit(this.form, "draft:opened", { kept: withPhotosThere(kept, photos) });
    const places = JSON.parse(fields.find(([name]) => name === "photo_places")?.[1] ?? "{}") as Record<string, TakenAt>;
    emit(this.form, "photos:resumed", { photos, places });
  }

  /** Mistakes stand at their fields; what belongs to none is said above the button. */
  private async takeBack(kept: Kept, trouble: Trouble | null): Promise<void> {
    await this.show(kept);
    emit(this.form, "step:hold", { step: null });
    const { errors = [], message = "" } = trouble ?? {};
    const known = errors.filter(({ field }) => this.form.querySelector(`[name="${CSS.escape(field)}"]:not([type="hidden"]), #${CSS.escape(field)}`));
    const others = errors.filter((error) => !known.includes(error)).map((error) => error.message);
    const last = known.length || !trouble ? "" : message || pageTexts().say("refused");
    say(find(this.form, "[data-refused]"), [...others, last].filter(Boolean).join(" "));
    emit(this.form, "step:go", { step: known.length ? undefined : "review", problems: known });
  }
}
