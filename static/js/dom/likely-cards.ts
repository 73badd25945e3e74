/** “Is it one of these?” as one group of radio buttons, the same as components/likely.html makes it. */
import type { LikelyCase } from "../lib/likely";
import { fill } from "../lib/texts";
import { make } from "./elements";

export interface Shown {
  texts: Record<string, string>;
  cases: readonly LikelyCase[];
}

/** `joins` is the number of the case that is chosen; none is the last answer, which is there from the start. */
export function likelyQuestion({ texts, cases }: Shown, joins: string): HTMLElement {
  const legend = make("legend", {}, make("h3", {}, texts.title));
  const hint = make("p", { class: "hint", id: "likely-hint" }, texts.lead);
  const none = make("label", { class: "choice" }, radio("", joins), make("span", { class: "choice-text" }, texts.other));
  const choices = make("div", { class: "choices" }, ...cases.map((each) => card(each, texts, joins)), none);
  return make("fieldset", { "class": "field", "aria-describedby": hint.id }, legend, hint, choices);
}

function card(each: LikelyCase, texts: Record<string, string>, joins: string): HTMLElement {
  const away = fill(texts.away ?? "", { distance: each.distance_text });
  const where = [make("b", {}, away), make("span", {}, make("bdi", {}, each.address))];
  const others = each.report_count > 1 ? each.reports_text : "";
  const facts = [each.status_text, each.received_text, others].filter(Boolean).map((fact) => make("span", {}, fact));
  const text = make("span", { class: "choice-text" }, make("strong", {}, each.service_name), ...where, make("span", { class: "likely-facts" }, ...facts));
  return make("label", { class: "choice likely-choice" }, radio(each.number, joins), text, picture(each));
}

function radio(value: string, joins: string): HTMLElement {
  const made = make("input", { type: "radio", name: "likely", value });
  made.defaultChecked = value === joins; // also after the browser has put a form back as it was
  return made;
}

/** Whoever cannot load it still has the words. */
function picture({ photo }: LikelyCase): HTMLElement | null {
  if (!photo) return null;
  const image = make("img", { class: "case-card-picture", src: photo.url, alt: photo.alt, width: 160, height: 160, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.remove());
  return image;
}
