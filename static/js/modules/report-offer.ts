/** On a blank form: the report that was begun here before and never finished, one tap away. */
import { find } from "../dom/elements";
import { hasKept, loadKeeping } from "../dom/outbox";
import type { Kept } from "../lib/outbox/types";

export class ReportOffer {
  constructor(private readonly notice: HTMLElement) {
    const isBlank = !new URLSearchParams(location.search).has("draft");
    if (isBlank && hasKept()) void this.offer().catch(() => {});
  }

  private async offer(): Promise<void> {
    const outbox = await (await loadKeeping()).openOutbox();
    const [newest, ...others] = (await outbox.list()).filter(isUnfinished);
    if (!newest) return;
    const { service, place, words } = newest.summary;
    const [first = ""] = [service, place, words].filter(Boolean);
    const line = find(this.notice, "[data-what]");
    find(line, "bdi").textContent = first.split("\n")[0]!;
    line.hidden = first === "";
    find<HTMLAnchorElement>(this.notice, "[data-go-on]").search = `?draft=${newest.id}`;
    find(this.notice, "[data-others]").hidden = others.length === 0;
    this.notice.hidden = false;
  }
}

/** A form that was only touched is not worth a line. */
function isUnfinished({ kind, state, photos, summary, draft }: Kept): boolean {
  const hasWords = Object.values(summary).some(Boolean) || (draft?.fields ?? []).some(([name]) => name.startsWith("contact_"));
  return kind === "reports" && state === "draft" && (photos.length > 0 || hasWords);
}
