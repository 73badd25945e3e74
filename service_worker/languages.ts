/** Which language to speak where an address names none: the one that this phone read last, or keeps. */
import { Shelf } from "./shelf";
import { shellOf } from "./shell";
import { languageOf, type World } from "./world";

const KEY = "/last-language";

/** True afterwards: a worker that starts tomorrow knows it too. */
export async function rememberLanguage(world: World, path: string): Promise<void> {
  const language = languageOf(path, world.build);
  if (!language || language === (await lastLanguage(world))) return;
  await new Shelf("notes", world).put(KEY, new Response(language));
}

/** Every language of this city, the likeliest first. */
export async function likelyLanguages(world: World, path: string): Promise<string[]> {
  const { language, languages } = world.build;
  const kept = (await shellOf(world).keys()).map((key) => languageOf(key, world.build));
  const first = [languageOf(path, world.build), await lastLanguage(world), ...kept, language].filter((each) => each !== null);
  return [...new Set([...first, ...languages])];
}

async function lastLanguage(world: World): Promise<string | null> {
  const note = await new Shelf("notes", world).find(KEY);
  return note ? languageOf(`/${await note.text()}/`, world.build) : null;
}
