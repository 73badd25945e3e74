/** The card of a case, the same as the server's own components/case_card.html makes it. */
import { spaced } from "../lib/case-number";
import type { KnownCase } from "../lib/outbox/types";
import { icon, make } from "./elements";
import { pageTexts } from "./texts";

/** As components/status.html has them. */
const SIGNS: Record<string, string> = {
  received: "mail", acknowledged: "search", scheduled: "calendar", in_progress: "tools", waiting: "clock", contested: "warning", closed: "check",
};

/** `checkedText` is what the page says for all cards: a card that was checked at another moment says its own. */
export function caseCard(known: KnownCase, checkedText: string): HTMLElement {
  const inOwn = inLanguage(known.language);
  const link = make("a", { href: `/${document.documentElement.lang}/cases/${known.number}` }, known.serviceName || pageTexts().say("a_report"));
  const text = make("div", { class: "case-card-text" },
    make("h3", { class: "case-card-name", ...inOwn }, link),
    sign(known),
    known.whereText && make("p", { class: "case-card-where" }, make("bdi", inOwn, known.whereText)));
  return make("article", { class: "case-card" }, text, picture(known), facts(known, checkedText));
}

/** What was kept in another language than the page's says so, and finds its own direction. */
export function inLanguage(language: string): Record<string, string> {
  return language === document.documentElement.lang ? {} : { lang: language, dir: "auto" };
}

/** A sentence with {number} in it: numbers read the same way round in every language. */
export function numbered(sentence: string, number: string): (Node | string)[] {
  const [before = "", after = ""] = sentence.split("{number}");
  return [before, make("bdi", { class: "number", dir: "ltr" }, spaced(number)), after];
}

function sign({ status, closingReason, statusText, language }: KnownCase): HTMLElement {
  const isOver = status === "closed" && closingReason !== "fixed";
  const drawing = isOver ? "info" : (SIGNS[status] ?? "info");
  return make("p", { class: `status status-${isOver ? "over" : status}` }, icon(drawing), make("span", inLanguage(language), statusText));
}

function picture({ thumbnailUrl, icon: name }: KnownCase): HTMLElement {
  const drawing = make("span", { class: "case-card-icon" }, icon(name));
  if (!thumbnailUrl) return drawing;
  const image = make("img", { class: "case-card-picture", src: thumbnailUrl, width: 160, height: 160, alt: "", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(drawing)); // not on this phone, and no connection
  return image;
}

function facts(known: KnownCase, checkedText: string): HTMLElement {
  const said = known.checkedText && known.checkedText !== checkedText ? pageTexts().say("checked", { moment: known.checkedText }) : "";
  return make("p", { class: "case-card-facts" },
    known.receivedText && make("span", {}, pageTexts().say("reported", { date: known.receivedText })),
    make("span", {}, ...numbered(pageTexts().say("case_number"), known.number)),
    known.othersText && make("span", inLanguage(known.language), known.othersText),
    said && make("span", {}, said));
}
