import { Catalogue } from "../lib/services";

let catalogue: Catalogue | null = null;

/** One for all modules of the page, in its language, so that the city is asked once. */
export function pageCatalogue(): Catalogue {
  catalogue ??= new Catalogue(document.documentElement.lang, (url, options) => fetch(url, options));
  return catalogue;
}
