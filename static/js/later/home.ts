/** What home shows of this phone, where it has used its outbox: one line on what is not with the city yet, and the latest cases. */
import { find, icon, say } from "../dom/elements";
import { OwnCaseList } from "../dom/own-case-list";
import { pageTexts } from "../dom/texts";
import { oneAtATime } from "../lib/one-at-a-time";
import { isShared } from "../lib/outbox/shared";
import type { Kept } from "../lib/outbox/types";
import { openOutbox, watch } from "../lib/outbox/wake";
import { OwnCases } from "../lib/own-cases";
import { isUnsent } from "../lib/standing";

const MOST = 3;

export async function showHome(page: Document, line: HTMLElement): Promise<void> {
  const outbox = await openOutbox();
  const tools = { language: page.documentElement.lang, fetch: fetch.bind(window), now: Date.now, isShared: () => isShared(outbox, page.cookie) };
  const own = new OwnCases(outbox, tools);
  const list = new OwnCaseList(find(page, "[data-own]"));
  const show = oneAtATime(async () => {
    showLine(line, await outbox.list());
    const cases = (await own.list(pageTexts().say("sign_received"))).slice(0, MOST);
    if (cases.length) list.show(cases);
  });
  watch(() => void show());
  await show();
  await own.refresh();
  await show();
}

/** What needs the person comes before what goes by itself, and that before what was never finished. */
function showLine(line: HTMLElement, rows: readonly Kept[]): void {
  const unsent = rows.filter(isUnsent);
  const groups: [string, string, Kept[]][] = [
    ["need", "warning", unsent.filter(({ state }) => state === "needs-you" || state === "sent")],
    ["wait", "clock", unsent.filter(({ state }) => state === "ready" || state === "sending")],
    ["begun", "edit", unsent.filter(({ state }) => state === "draft")],
  ];
  const [name, drawing, found] = groups.find(([, , group]) => group.length) ?? ["", "clock", []];
  line.hidden = found.length === 0;
  say(find(line, "[data-waiting]"), pageTexts().count(name, found.length));
  line.querySelector(".icon")?.replaceWith(icon(drawing));
}
