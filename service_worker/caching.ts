/** What is answered how. The first rule that fits counts; what fits none goes to the network as if there were no worker. */
import { rememberLanguage } from "./languages";
import { fromShell, lastHome, lastList, savedArea, savedCase } from "./stand-ins";
import { builtFile, catalogueFirst, keptAsPage, networkFirst, photo, shellFirst, type Answer } from "./strategies";
import { WORDS, wordsFirst } from "./words";
import { languageOf, type Visit, type World } from "./world";

interface Rule {
  what: string;
  matches: (visit: Visit, world: World) => boolean;
  answer: Answer;
}

const patienceMs = 3_000;
const LISTS = 6;

export const RULES: readonly Rule[] = [
  { what: "built files", matches: under("/static/"), answer: builtFile({ shelf: "used", most: 16 }) },
  { what: "photos of cases", matches: under("/media/"), answer: photo({ shelf: "photos", most: 60, freshMs: 60_000, patienceMs }) },
  { what: "pictures of the map", matches: under("/tiles/"), answer: photo({ shelf: "tiles", most: 150, freshMs: 86_400_000, patienceMs }) },
  { what: "the words of all languages", matches: under(WORDS), answer: wordsFirst },
  { what: "the catalogue", matches: under("/api/v1/services"), answer: catalogueFirst },
  { what: "cases around a place", matches: under("/api/v1/cases/around"), answer: networkFirst({ shelf: "around", most: 10, by: "address", patienceMs }) },
  { what: "cases, for scripts", matches: under("/api/v1/cases"), answer: networkFirst({ shelf: "answers", most: 20, by: "address", patienceMs }) },
  { what: "what the report's map says", matches: page(/^report\/map$/, false), answer: networkFirst({ shelf: "answers", most: 20, by: "path", patienceMs }) },
  { what: "home, report, mine", matches: page(/^(report|mine|offline)?$/), answer: shellFirst({ renewMs: 3_600_000 }) },
  { what: "what is on this phone", matches: page(/^phone$/), answer: networkFirst({ patienceMs, standIn: fromShell }) },
  { what: "a case", matches: page(/^cases\/\d+$/), answer: networkFirst({ shelf: "cases", most: 40, patienceMs, standIn: savedCase }) },
  { what: "what is near", matches: page(/^nearby$/), answer: networkFirst({ shelf: "lists", most: LISTS, by: "latest", patienceMs, standIn: lastList }) },
  { what: "what is near, for its map", matches: page(/^nearby$/, false), answer: keptAsPage({ shelf: "lists", most: LISTS }) },
  { what: "neighborhoods", matches: page(/^neighbourhoods(\/[^/]+)?$/), answer: networkFirst({ shelf: "areas", most: 8, patienceMs }) },
  { what: "a neighborhood by its short name", matches: path(/^\/n\//), answer: networkFirst({ patienceMs, standIn: savedArea }) },
  { what: "a case by its number", matches: path(/^\/c\/|^\/[\w-]+\/cases$/), answer: networkFirst({ patienceMs, standIn: savedCase }) },
  { what: "the way in", matches: path(/^\/$/), answer: networkFirst({ patienceMs, standIn: lastHome }) },
  { what: "about these pages", matches: page(/^(about|privacy|accessibility)$/), answer: networkFirst({ shelf: "pages", most: 12, patienceMs }) },
  { what: "every other page", matches: path(/./), answer: networkFirst({ patienceMs: Infinity }) },
];

/** What the worker answers to a visit; null where it leaves it alone, as it does everything that is not GET. */
export function answer(visit: Visit, world: World): Promise<Response> | null {
  if (visit.request.method !== "GET") return null;
  const rule = RULES.find(({ matches }) => matches(visit, world));
  if (visit.isPage) visit.waitUntil(rememberLanguage(world, visit.url.pathname).catch(() => undefined));
  return rule ? rule.answer(visit, world).catch(() => world.fetch(visit.request)) : null;
}

function under(start: string): Rule["matches"] {
  return ({ url }) => url.pathname.startsWith(start);
}

/** A page in any language, by what stands behind it in the address; `isOpened`: by the person, not read by a script. */
function page(name: RegExp, isOpened = true): Rule["matches"] {
  return ({ isPage, url }, { build }) => {
    const language = languageOf(url.pathname, build);
    return isPage === isOpened && language !== null && url.pathname.startsWith(`/${language}/`) && name.test(url.pathname.slice(language.length + 2));
  };
}

function path(name: RegExp): Rule["matches"] {
  return ({ isPage, url }) => isPage && name.test(url.pathname);
}
