/** The words of all languages, kept so that a search finds in any of them without a network (docs/decisions/0017). */
import { Shelf } from "./shelf";
import { isJson } from "./shell";
import { isFit, isFresh, type Answer } from "./strategies";
import type { World } from "./world";

export const WORDS = "/api/v1/services/words";
const QUIET_MS = 5_000;
const RENEW_MS = 86_400_000;

/** Fetches them once nobody has asked for anything for a while; not for those who save data, who get them when they search. */
export async function keepWords(world: World): Promise<void> {
  await quiet(world);
  const saved = await shelf(world).find(WORDS);
  if (world.savesData() || (saved && isFresh(saved, RENEW_MS, world))) return;
  await keep(await world.fetch(WORDS), world);
}

/** From the phone; else from the network, and then from the phone. */
export const wordsFirst: Answer = async (visit, world) => {
  const saved = await shelf(world).find(WORDS);
  if (saved) return saved;
  const fresh = await world.fetch(visit.request);
  visit.waitUntil(keep(fresh.clone(), world).catch(() => undefined));
  return fresh;
};

async function quiet(world: World): Promise<void> {
  let seen = -1;
  while (seen !== world.visits()) {
    seen = world.visits();
    await world.wait(QUIET_MS);
  }
}

async function keep(response: Response, world: World): Promise<void> {
  if (isFit(response) && isJson(response)) await shelf(world).put(WORDS, response);
}

/** Not of a build's shell: a new version of the app brings no new words. */
function shelf(world: World): Shelf {
  return new Shelf("words", world);
}
