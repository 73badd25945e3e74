/** Freezes the report and hands it to the outbox. What cannot be kept is given to whoever says so. */
import { find, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { loadKeeping } from "../dom/outbox";
import { pageTexts } from "../dom/texts";
import type { ShownPhoto } from "../lib/draft-keeping";
import type { Frozen } from "../lib/underway";

export class ReportSender {
  private readonly texts = pageTexts();
  private readonly page: HTMLElement;
  private readonly button: HTMLButtonElement;
  private photos: readonly ShownPhoto[] = [];
  private whenReady: (() => void) | null = null;
  private isBusy = false;
  private isSending = false;
  /** The person said: send it, kept or not. */
  private isAnyway = false;

  constructor(private readonly form: HTMLFormElement) {
    this.page = form.parentElement!;
    this.button = find<HTMLButtonElement>(form, "[data-send]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    on(this.page, "photos:changed", ({ photos, isBusy }) => {
      this.photos = photos;
      this.isBusy = isBusy;
      if (!isBusy) this.whenReady?.();
    });
    on(this.page, "report:anyway", () => {
      this.isAnyway = true;
      form.requestSubmit();
    });
    on(this.page, "report:returned", () => this.showSending(false));
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    emit(this.form, "step:hold", { step: "review" });
    this.showSending(true);
    if (this.isBusy) await new Promise<void>((resolve) => (this.whenReady = resolve));
    let frozen: Frozen | null = null;
    try {
      frozen = await this.freeze();
      await (this.isAnyway ? this.sendUnkept(frozen) : this.handOver(frozen));
    } catch (error) {
      this.giveUp(frozen, error as object);
    }
    this.isAnyway = false;
  }

  /** Storage failed, and the form is the person's again; or the network did, and it is tried again. */
  private giveUp(frozen: Frozen | null, error: object): void {
    const isFetched = "reason" in error;
    if (isFetched) emit(this.form, "step:hold", { step: null });
    if (isFetched) this.showSending(false);
    this.isSending = false;
    emit(this.form, "report:unkept", { frozen, isFetched });
  }

  /** From here on the same bytes go out each time, so that a lost answer never makes a second case. */
  private async freeze(): Promise<Frozen> {
    const { reportBody } = await loadKeeping();
    const fields = new FormData(this.form);
    const photos = this.photos.map(({ sha256, bytes, type }) => ({ sha256, type, bytes: bytes.byteLength }));
    const boxes = [...this.form.querySelectorAll<HTMLInputElement>('[data-question] input[type="checkbox"]')].map(({ name }) => name);
    const several = [...fields.keys()].filter((name) => boxes.includes(name) || fields.getAll(name).length > 1);
    const [id, secret, language] = ["id", "secret", "language"].map((name) => String(fields.get(name)));
    return {
      name: { id: id!, secret: secret!, language: language! },
      body: reportBody(fields, photos, new Set(several), new Date()),
      photos: this.photos,
      told: { title: this.texts.say("told_title"), body: this.texts.say("told_body") },
    };
  }

  private async handOver({ name, body, told }: Frozen): Promise<void> {
    const kept: Promise<void>[] = [];
    emit(this.form, "draft:settle", { kept });
    await Promise.all(kept);
    const { openOutbox, underway } = await loadKeeping();
    await (await openOutbox()).handOver(name.id, body, told);
    const way = await underway(name.id);
    emit(this.form, "report:underway", { way, isFresh: true });
    void way.tryNow();
  }

  private async sendUnkept(frozen: Frozen): Promise<void> {
    const { sendFromMemory } = await loadKeeping();
    emit(this.form, "report:underway", { way: await sendFromMemory(frozen), isFresh: true });
  }

  private showSending(isSending: boolean): void {
    this.isSending = isSending;
    this.button.setAttribute("aria-disabled", String(isSending));
    find(this.form, "[data-editable]").toggleAttribute("inert", isSending);
    find(this.button, "span").textContent = this.texts.say(isSending ? "sending" : "send");
    if (isSending) say(find(this.form, "[data-refused]"), "");
    find(this.page, "[data-announce]").textContent = isSending ? this.texts.say("sending") : "";
  }
}
