/** What the case page needs where this phone holds the key of the report: case.ts fetches it. */
import { showIfAdded } from "../dom/added";
import { find } from "../dom/elements";
import { linkLanguages } from "../dom/language-links";
import { loadKeeping } from "../dom/outbox";
import { startModules } from "../dom/start";
import type { Outbox } from "../lib/outbox/outbox";
import { Addition } from "../modules/addition";
import { AdditionWay } from "../modules/addition-way";
import { PhotoPicker } from "../modules/photo-picker";

export async function startAddition(page: ParentNode): Promise<void> {
  showIfAdded();
  const { openOutbox } = await loadKeeping();
  const outbox = await openOutbox();
  for (const part of page.querySelectorAll<HTMLElement>("[data-addition]")) {
    if (!(await holdsKey(outbox, part.dataset.addition!))) continue;
    part.toggleAttribute("data-kept", true);
    linkLanguages();
    startModules({ "addition": Addition, "addition-way": AdditionWay, "photo-picker": PhotoPicker }, part);
  }
  for (const part of page.querySelectorAll<HTMLElement>("[data-unsent][hidden]")) await giveBack(outbox, part);
}

/** A report that was sent without scripts, or from another phone, has its key only in the cookie, which scripts cannot read. */
async function holdsKey(outbox: Outbox, reportId: string): Promise<boolean> {
  return outbox.isDurable && Boolean((await outbox.find(reportId))?.secret);
}

/** The case takes no more: what was written for it and never went is shown, to be copied. */
async function giveBack(outbox: Outbox, part: HTMLElement): Promise<void> {
  const rows = (await outbox.list()).filter(({ kind, reportId, state }) => kind === "additions" && reportId === part.dataset.unsent && state !== "sent");
  const words = rows.map(({ summary }) => summary.words).filter(Boolean).join("\n\n");
  find(part, "#description").textContent = words;
  part.hidden = words === "";
}
