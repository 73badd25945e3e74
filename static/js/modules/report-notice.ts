/** One line above the form: a report that was asked for is not here, or this phone cannot keep the one being written. */
import { find } from "../dom/elements";
import { on, type DraftTrouble } from "../dom/events";
import { pageTexts } from "../dom/texts";

/** Nothing to say of the others: they pass by themselves, or another screen tells. */
const SENTENCES: Partial<Record<DraftTrouble, string>> = { "full": "kept_full", "no-store": "kept_nothing", "broken": "kept_failed" };

export class ReportNotice {
  private shown = "";

  constructor(private readonly notice: HTMLElement) {
    const page = notice.parentElement!;
    on(page, "draft:missed", ({ isThere }) => this.show(isThere ? "draft_unread" : "draft_gone"));
    on(page, "draft:kept", ({ trouble }) => this.show((trouble && SENTENCES[trouble]) ?? ""));
    on(page, "step:hold", ({ step }) => step === "receipt" && this.show(""));
  }

  private show(name: string): void {
    if (name === this.shown) return;
    this.shown = name;
    find(this.notice, "p").textContent = pageTexts().say(name);
    this.notice.hidden = name === "";
  }
}
