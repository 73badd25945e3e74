/** The short list of cases that somebody looked at on this phone: each leads to the saved page. */
import type { SeenCase } from "../lib/seen-cases";
import { inLanguage, numbered } from "./case-card";
import { find, icon, make } from "./elements";
import { pageTexts } from "./texts";

export function showSeenCases(section: HTMLElement, cases: readonly SeenCase[]): void {
  find(section, "[data-seen-list]").replaceChildren(...cases.map((seen) => make("li", {}, row(seen))));
  section.hidden = cases.length === 0;
}

function row({ path, number, language, title, statusText, savedText }: SeenCase): HTMLElement {
  const own = inLanguage(language);
  const status = statusText && make("span", own, statusText);
  const saved = savedText && make("span", own, pageTexts().say("saved", { moment: savedText }));
  const facts = make("span", { class: "seen-facts" }, status, make("span", {}, ...numbered(pageTexts().say("case_number"), number)), saved);
  return make("a", { class: "linkrow", href: path }, make("span", { class: "seen" }, make("span", own, title), facts), icon("arrow"));
}
