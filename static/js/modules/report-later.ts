/** Fetches the part of this page that is needed once somebody uses it: at the first touch, or at once for a report that is here already. */
import { emit, on } from "../dom/events";
import { hasKept, loadKeeping } from "../dom/outbox";
import { startModules } from "../dom/start";

export class ReportLater {
  private loading: Promise<void> | null = null;

  constructor(private readonly page: HTMLElement) {
    const load = () => void this.load().catch(() => {});
    for (const name of ["pointerdown", "focusin"]) page.addEventListener(name, load, { once: true, passive: true });
    on(page, "draft:settle", ({ kept }) => kept.push(this.load()));
    if (page.dataset.resuming !== undefined) void this.load().catch(() => this.startBlank());
    else if (hasKept()) load();
  }

  /** Tried again the next time if the network was away. */
  private load(): Promise<void> {
    this.loading ??= this.start().catch((error: unknown) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  private async start(): Promise<void> {
    void loadKeeping().catch(() => {});
    const { laterModules } = await import("../later/report");
    startModules(laterModules, this.page.parentElement!);
  }

  private startBlank(): void {
    delete this.page.dataset.resuming;
    emit(this.page, "draft:missed", { isThere: true });
    emit(this.page, "step:resume", { step: "" });
  }
}
