/** “Is it one of these?” without a network: judged here, among the cases around places that this phone has kept. */
import type { Fetch } from "./api";
import { ask, asAsked, query, type Asked, type LikelyCase, type Sought } from "./likely";
import { distanceWords, metresBetween, type Point } from "./place";
import type { ListedService, Listing } from "./services";

export interface KeptCase extends Omit<LikelyCase, "distance_text"> {
  lat: number;
  long: number;
}

/** As app/cases/likely.py has them; words and age are weighed there alone. */
const MOST_SLACK_M = 60;
const KNOWN_M = 1_000;
const KIN_COUNTS = 0.75;
const MOST_OFFERED = 5;

const PATH = "/api/v1/cases/around";
const SHELF = "stoop-around";
const LONGEST_MS = 30 * 86_400_000;

/** Asked for to the next hundred metres, so that reports from one corner share one answer; the worker keeps it. */
export function askAround({ latitude, longitude }: Point, language: string, fetch: Fetch): Promise<Asked<KeptCase> | null> {
  return ask(`${PATH}?${query({ lat: latitude.toFixed(3), long: longitude.toFixed(3), lang: language })}`, fetch);
}

/** Everything that was kept in this language lately, each case as it was seen last. */
export async function keptAround(language: string, caches: CacheStorage | undefined, now: number): Promise<Asked<KeptCase> | null> {
  if (!(await caches?.has(SHELF))) return null;
  const shelf = await caches!.open(SHELF);
  const requests = (await shelf.keys()).filter(({ url }) => new URL(url).searchParams.get("lang") === language);
  const answers = await Promise.all(requests.map(async (request) => shelf.match(request)));
  const fresh = answers.filter((answer) => answer && now - Number(answer.headers.get("Stoop-Kept")) < LONGEST_MS);
  return together(await Promise.all(fresh.map(async (answer) => asAsked<KeptCase>(await answer!.json().catch(() => null)))));
}

/** What stands later in the list is newer. */
export function together(listed: readonly (Asked<KeptCase> | null)[]): Asked<KeptCase> | null {
  const found = listed.filter((each) => each !== null);
  const last = found[found.length - 1];
  if (!last) return null;
  const cases = new Map(found.flatMap((each) => each.cases).map((each) => [each.number, each]));
  return { texts: last.texts, cases: [...cases.values()] };
}

/** Those that may be the same, the likeliest first. `ladder` are the distances that the page has words for. */
export function likelyAmong(cases: readonly KeptCase[], sought: Sought, listing: Listing, ladder: readonly [number, string][]): LikelyCase[] {
  const reaches = reachesOf(sought, listing);
  const far = (each: KeptCase) => metresBetween(sought, { latitude: each.lat, longitude: each.long });
  return cases
    .map((each) => ({ each, metres: far(each), reach: reaches.get(each.service) ?? -1 }))
    .filter(({ metres, reach }) => metres <= reach)
    .map(({ each, metres, reach }) => ({ each, metres, weight: (1 - metres / reach / 2) * (each.service === sought.service ? 1 : KIN_COUNTS) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_OFFERED)
    .map(({ each, metres }) => ({ ...each, distance_text: distanceWords(metres, ladder) }));
}

/** Metres within which cases of each service may be the same. Where places show homes nobody is shown another's case. */
function reachesOf({ service, accuracy_m }: Sought, { services, same_within_m = 0 }: Listing): Map<string, number> {
  const own = services.find(({ code }) => code === service);
  if (!own || own.private || own.rounded || accuracy_m > KNOWN_M) return new Map();
  const slack = Math.min(accuracy_m, MOST_SLACK_M);
  const reach = (one: ListedService) => one.same_within_m ?? same_within_m;
  const kin = services.filter(({ code }) => own.kin?.includes(code));
  const reaches = [own, ...kin].map((one): [string, number] => [one.code, Math.min(reach(own), reach(one)) + slack]);
  return new Map(reaches);
}
