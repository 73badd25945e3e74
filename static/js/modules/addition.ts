/** More words and photos for a report: kept on this phone while they are written, then handed to the outbox. */
import { find, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { loadKeeping } from "../dom/outbox";
import { resumedPhotos, withPhotosThere } from "../dom/resumed-photos";
import { pageTexts } from "../dom/texts";
import { additionBody } from "../lib/addition-body";
import type { Content, DraftKeeping, DraftName, ShownPhoto } from "../lib/draft-keeping";
import { newId } from "../lib/ids";
import type { Kept, Trouble } from "../lib/outbox/types";
import type { Frozen } from "../lib/underway";

const PAUSE_MS = 300;

export class Addition {
  private readonly texts = pageTexts();
  private readonly part: HTMLElement;
  private readonly words: HTMLTextAreaElement;
  private readonly button: HTMLButtonElement;
  /** Asked for once: it is known here even if somebody empties the phone's store meanwhile. */
  private readonly report: Promise<Kept>;
  private photos: readonly ShownPhoto[] = [];
  private keeping: DraftKeeping | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private whenReady: (() => void) | null = null;
  private isBusy = false;
  private isSending = false;

  constructor(private readonly form: HTMLFormElement) {
    this.part = form.closest<HTMLElement>("[data-addition]")!;
    this.words = find<HTMLTextAreaElement>(form, "textarea");
    this.button = find<HTMLButtonElement>(form, 'button[type="submit"]');
    this.report = this.findReport();
    this.listen();
    void this.resume();
  }

  private listen(): void {
    this.form.addEventListener("input", () => this.touch());
    this.form.addEventListener("click", ({ target }) => target instanceof HTMLInputElement && target.type === "file" && void this.keep());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    on(this.form, "photos:changed", ({ photos, isBusy }) => {
      this.photos = photos;
      this.isBusy = isBusy;
      if (!isBusy) this.whenReady?.();
      void this.keep();
    });
    on(this.part, "report:returned", ({ kept, trouble }) => void this.takeBack(kept, trouble));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void this.keep());
    window.addEventListener("pagehide", () => void this.keep());
  }

  private async findReport(): Promise<Kept> {
    const { openOutbox } = await loadKeeping();
    return (await (await openOutbox()).find(this.part.dataset.addition!))!;
  }

  private touch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.keep(), PAUSE_MS);
  }

  private get isEmpty(): boolean {
    return this.words.value.trim() === "" && this.photos.length === 0 && !this.isBusy;
  }

  /** What cannot be kept is still on the page; when it is sent, that is said. */
  private async keep(): Promise<void> {
    clearTimeout(this.timer);
    if (this.isSending || (this.isEmpty && !this.keeping)) return;
    try {
      await (await this.keeper()).keep();
      if (this.isEmpty) await this.drop();
    } catch (error) {
      console.error(error);
    }
  }

  /** Nothing is left of what was begun. */
  private async drop(): Promise<void> {
    const { name } = this.keeping!;
    this.keeping = null;
    await (await (await loadKeeping()).openOutbox()).remove(name.id);
  }

  private async keeper(): Promise<DraftKeeping> {
    const { DraftKeeping, openOutbox } = await loadKeeping();
    const { id: reportId, secret } = await this.report;
    const name: DraftName = { id: newId(), secret, language: document.documentElement.lang, kind: "additions", reportId };
    return (this.keeping ??= new DraftKeeping(name, openOutbox, () => this.content()));
  }

  private content(): Content {
    const words = this.words.value.trim();
    return {
      draft: { fields: [["description", words]], place: { kind: "nothing" }, step: "" },
      summary: { service: document.querySelector("h1")?.textContent?.trim() ?? "", place: "", words },
      photos: this.photos,
    };
  }

  /** What was begun here before, or waits. What the server gave back in the form comes first. */
  private async resume(): Promise<void> {
    const { openOutbox, underway } = await loadKeeping();
    const rows = (await (await openOutbox()).list()).filter((row) => row.reportId === this.part.dataset.addition && isOpen(row));
    const wanted = new URLSearchParams(location.search).get("draft");
    const kept = rows.find(({ id }) => id === wanted) ?? rows[0];
    if (!kept || !this.isEmpty || this.keeping) return;
    this.part.toggleAttribute("open", true);
    if (kept.state === "draft") await this.show(kept);
    else emit(this.form, "report:underway", { way: await underway(kept.id), isFresh: false });
  }

  private async show(kept: Kept): Promise<void> {
    const { DraftKeeping, openOutbox } = await loadKeeping();
    const { id, secret, language } = kept;
    const photos = await resumedPhotos(kept);
    this.keeping = new DraftKeeping({ id, secret, language, kind: "additions", reportId: kept.reportId! }, openOutbox, () => this.content());
    this.keeping.goOn(withPhotosThere(kept, photos).photos);
    this.words.value = kept.draft?.fields.find(([name]) => name === "description")?.[1] ?? "";
    emit(this.form, "photos:resumed", { photos, places: {} });
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.showSending(true);
    if (this.isBusy) await new Promise<void>((resolve) => (this.whenReady = resolve));
    if (this.isEmpty) {
      this.showSending(false);
      return this.refuse(this.texts.say("nothing"));
    }
    const { openOutbox, underway, sendFromMemory } = await loadKeeping();
    const keeper = await this.keeper();
    const frozen = this.freeze(keeper.name);
    try {
      await keeper.settle();
      await (await openOutbox()).handOver(keeper.name.id, frozen.body, frozen.told);
      const way = await underway(keeper.name.id);
      emit(this.form, "report:underway", { way, isFresh: true });
      void way.tryNow();
    } catch (error) {
      console.error(error);
      emit(this.form, "report:underway", { way: await sendFromMemory(frozen), isFresh: true });
    }
  }

  private freeze(name: DraftName): Frozen {
    const declared = this.photos.map(({ sha256, bytes, type }) => ({ sha256, type, bytes: bytes.byteLength }));
    const body = additionBody(name.reportId!, this.words.value, declared, name.language, new Date());
    return { name, body, photos: this.photos, told: { title: this.texts.say("told_title"), body: this.texts.say("told_body") } };
  }

  private async takeBack(kept: Kept, trouble: Trouble | null): Promise<void> {
    this.showSending(false);
    await this.show(kept);
    if (trouble) this.refuse([...new Set([trouble.message, ...trouble.errors.map(({ message }) => message)])].filter(Boolean).join(" ") || this.texts.say("refused"));
  }

  private refuse(sentence: string): void {
    say(find(this.form, "[data-refused]"), sentence);
    this.words.focus();
  }

  private showSending(isSending: boolean): void {
    this.isSending = isSending;
    this.button.setAttribute("aria-disabled", String(isSending));
    for (const field of this.form.querySelectorAll<HTMLElement>("textarea, [data-module]")) field.toggleAttribute("inert", isSending);
    say(find(this.form, "[data-refused]"), "");
    find(this.button, "span").textContent = this.texts.say(isSending ? "sending" : "send");
  }
}

/** The difference to an edited report is not of this form: the list of what waits asks about it. */
function isOpen({ kind, state, trouble, draft, photos }: Kept): boolean {
  if (kind !== "additions" || state === "sent" || trouble?.code === "edited_copy") return false;
  return state !== "draft" || draft !== null || photos.length > 0;
}
