import { Texts } from "../lib/texts";

let texts: Texts | null = null;

/** The sentences that the server put into the page's one JSON script tag. */
export function pageTexts(): Texts {
  texts ??= new Texts(JSON.parse(document.getElementById("texts")?.textContent ?? "{}") as Record<string, unknown>);
  return texts;
}
