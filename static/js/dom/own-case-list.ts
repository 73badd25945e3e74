/** The part of a page with this phone's own cases. It is drawn again only where something changed, and whoever is in it stays. */
import type { KnownCase } from "../lib/outbox/types";
import { caseCard } from "./case-card";
import { find, make, say } from "./elements";
import { pageTexts } from "./texts";

export class OwnCaseList {
  private readonly list: HTMLElement;
  private drawn = "";

  constructor(readonly section: HTMLElement) {
    this.list = find(section, "[data-own-list] > ul");
  }

  /** When they were checked stands above them, once; on a card only where it is another moment. */
  show(cases: readonly KnownCase[]): void {
    const { checkedText } = cases.reduce((latest, each) => (each.checkedAt > latest.checkedAt ? each : latest), { checkedAt: 0, checkedText: "" });
    say(find(this.section, "[data-checked]"), checkedText && pageTexts().say("checked", { moment: checkedText }));
    this.section.hidden = cases.length === 0;
    const wanted = JSON.stringify(cases);
    if (wanted !== this.drawn) this.draw(cases, checkedText);
    this.drawn = wanted;
  }

  private draw(cases: readonly KnownCase[], checkedText: string): void {
    const here = this.list.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    this.list.replaceChildren(...cases.map((known) => make("li", {}, caseCard(known, checkedText))));
    if (here) this.list.querySelector<HTMLElement>(`a[href="${CSS.escape(here)}"]`)?.focus();
  }
}
