/** What becomes of a report after the button: it is sent, it waits on this phone, or the city gives it back. */
import { find } from "../dom/elements";
import { emit, on } from "../dom/events";
import { loadKeeping } from "../dom/outbox";
import { pageTexts } from "../dom/texts";
import { saidShared } from "../lib/outbox/shared";
import type { Kept } from "../lib/outbox/types";
import type { Underway } from "../lib/underway";

const PATIENCE_MS = 4_000;

export class ReportOutcome {
  private readonly form: HTMLFormElement;
  private readonly saved: HTMLElement;
  private way: Underway | null = null;
  private stop: () => void = () => {};
  /** It did not go at once. */
  private isLate = false;

  constructor(private readonly page: HTMLElement) {
    this.form = find<HTMLFormElement>(page, "form");
    this.saved = find(page, '[data-step="saved"]');
    on(page, "report:underway", ({ way, isFresh }) => this.follow(way, isFresh));
    on(page, "draft:kept", ({ trouble }) => trouble === "handed-over" && void this.followOther());
    for (const again of page.querySelectorAll("[data-try-now]")) again.addEventListener("click", () => void this.way?.tryNow());
    find(this.saved, "[data-reopen]").addEventListener("click", () => void this.takeBack(null));
  }

  /** Another tab has handed over the report that this form shows. */
  private async followOther(): Promise<void> {
    const id = find<HTMLInputElement>(this.form, '[name="id"]').value;
    if (!this.way) this.follow(await (await loadKeeping()).underway(id), false);
  }

  private follow(way: Underway, isFresh: boolean): void {
    this.stop();
    this.way = way;
    this.isLate = !isFresh || !navigator.onLine;
    const timer = setTimeout(() => {
      this.isLate = true;
      void this.look();
    }, PATIENCE_MS);
    const unwatch = way.watch(() => void this.look());
    this.stop = () => {
      clearTimeout(timer);
      unwatch();
      this.way = null;
    };
    void this.look();
  }

  private async look(): Promise<void> {
    const { way } = this;
    const kept = await way?.find();
    if (!way || way !== this.way) return;
    if (!kept) return saidShared(document.cookie) ? undefined : this.forget(); // there it goes the moment the city has it
    if (kept.receipt) this.receive(kept, way);
    else if (kept.state === "needs-you") await this.takeBack(kept);
    else if (kept.state !== "draft" && (this.isLate || kept.attempts > 0)) this.wait(kept, way);
  }

  /** It was deleted on another page: nothing waits here any more. */
  private forget(): void {
    this.stop();
    location.reload();
  }

  private receive(kept: Kept, way: Underway): void {
    if (kept.state === "sent") this.stop();
    this.showUnsent(false);
    emit(this.form, "report:received", { kept, way });
    emit(this.form, "report:safe", { isSafe: way.isKept || kept.state === "sent" });
    emit(this.form, "step:hold", { step: "receipt" });
  }

  /** Into the form again: with what the city said about it, or because the person wants to change it. */
  private async takeBack(refused: Kept | null): Promise<void> {
    const { way } = this;
    this.stop();
    this.showUnsent(false);
    const kept = await way?.reopen().catch(() => null);
    if (kept) emit(this.form, "report:returned", { kept, trouble: refused?.trouble ?? null });
    else if (way) this.follow(way, false);
  }

  private wait({ trouble }: Kept, way: Underway): void {
    const words = pageTexts().say(way.isKept ? "saved" : "waiting");
    if (!way.isKept) return this.showUnsent(true, words);
    find(this.saved, "[data-foreign]").hidden = !trouble?.isForeign;
    find(this.saved, "[data-busy]").hidden = !trouble?.status || trouble.isForeign;
    emit(this.form, "step:hold", { step: "saved" });
    this.announce(words);
  }

  /** Nothing is kept here, so the page must stay open. */
  private showUnsent(isUnsent: boolean, words = ""): void {
    find(this.form, "[data-waiting]").hidden = !isUnsent;
    this.announce(words);
  }

  /** Said once, however often it is tried. */
  private announce(text: string): void {
    const line = find(this.page, "[data-announce]");
    if (line.textContent !== text) line.textContent = text;
  }
}
