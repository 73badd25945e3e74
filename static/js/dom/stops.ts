/** The card that says: this is not for 311, call them. */
import type { Stop } from "../lib/services";
import { icon, make } from "./elements";
import { pageTexts } from "./texts";

export function stopCard(stop: Stop): HTMLElement {
  const site = stop.website ? make("a", { href: stop.website, rel: "noopener" }, stop.website.replace(/^https?:\/\/(www\.)?/, "")) : null;
  const body = make("div", { class: "notice-body" }, make("p", { class: "notice-title" }, stop.title), make("p", {}, stop.text), site);
  if (stop.phone_label) body.append(make("p", { class: "small" }, stop.phone_label));
  if (stop.phone) body.append(callLink(stop.phone));
  return make("div", { class: "notice notice-danger" }, icon("phone"), body);
}

function callLink(phone: string): HTMLElement {
  const [before = "", after = ""] = pageTexts().say("call").split("{phone}");
  const number = make("bdi", { dir: "ltr" }, phone);
  return make("a", { class: "button", href: `tel:${phone.replace(/[^\d+]/g, "")}` }, icon("phone"), make("span", {}, before, number, after));
}
