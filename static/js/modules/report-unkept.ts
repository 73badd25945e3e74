/** A report that this phone could not keep: it stays on the page, goes out from there if the person wants, or into a copy. */
import { find } from "../dom/elements";
import { emit, on } from "../dom/events";
import { loadKeeping } from "../dom/outbox";
import type { Frozen, Underway } from "../lib/underway";

const AGAIN_MS = 10_000;

export class ReportUnkept {
  private readonly form: HTMLFormElement;
  private frozen: Frozen | null = null;
  private way: Underway | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly notice: HTMLElement) {
    this.form = notice.closest("form")!;
    on(this.form, "report:unkept", ({ frozen, isFetched }) => (isFetched ? this.offer(frozen) : this.tryLater(frozen)));
    on(this.form, "report:underway", ({ way }) => this.follow(way));
    find(notice, "[data-send-now]").addEventListener("click", () => emit(this.form, "report:anyway", {}));
    for (const copy of this.form.querySelectorAll("[data-save-copy]")) copy.addEventListener("click", () => void this.copy());
    find(this.form, "[data-waiting] [data-try-now]").addEventListener("click", () => this.sendAgain());
    window.addEventListener("online", () => this.sendAgain());
  }

  private offer(frozen: Frozen | null): void {
    this.frozen = frozen;
    this.notice.hidden = false;
    find(this.notice, "[data-send-now]").focus();
  }

  private follow(way: Underway): void {
    this.way = way;
    this.notice.hidden = true;
  }

  /** What keeps and sends was never fetched: the network went between the page and the first touch. */
  private tryLater(frozen: Frozen | null): void {
    this.frozen = frozen;
    find(this.form, "[data-waiting]").hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sendAgain(), AGAIN_MS);
  }

  private sendAgain(): void {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    find(this.form, "[data-waiting]").hidden = true;
    this.form.requestSubmit();
  }

  private async copy(): Promise<void> {
    const { frozenCopy } = await loadKeeping();
    const { saveCopy } = await import("../dom/save-copy");
    const copied = (await this.way?.copy()) ?? (this.frozen && frozenCopy(this.frozen));
    if (copied) await saveCopy([copied]);
  }
}
