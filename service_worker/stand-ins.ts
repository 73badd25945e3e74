/** Saved copies that may stand in for a page at another address. */
import { likelyLanguages } from "./languages";
import { Shelf } from "./shelf";
import { shellOf } from "./shell";
import type { Visit, World } from "./world";

/** The case that the address names, in the language read last or any other: `/c/4821903756`, `…/cases?number=4821 9037 56`. */
export async function savedCase({ url }: Visit, world: World): Promise<Response | undefined> {
  const number = (/\d{10}$/.exec(url.pathname)?.[0] ?? url.searchParams.get("number") ?? "").replace(/\D/g, "");
  for (const language of await likelyLanguages(world, url.pathname)) {
    const page = await new Shelf("cases", world).find(`/${language}/cases/${number}`);
    if (page) return page;
  }
  return undefined;
}

/** The neighborhood that a short address names, `/n/fishtown`, in the language read last or any other. */
export async function savedArea({ url }: Visit, world: World): Promise<Response | undefined> {
  const slug = url.pathname.slice("/n/".length).toLowerCase();
  for (const language of await likelyLanguages(world, url.pathname)) {
    const page = await new Shelf("areas", world).find(`/${language}/neighbourhoods/${slug}`);
    if (page) return page;
  }
  return undefined;
}

/** What is near the place that was looked at last, at its own address: address, form and list say the same. */
export async function lastList({ url }: Visit, world: World): Promise<Response | undefined> {
  const kept = await new Shelf("lists", world).keys();
  const last = kept.filter((key) => key.startsWith(`${url.pathname}?`)).at(-1);
  return last === undefined ? undefined : Response.redirect(new URL(last, url), 302);
}

/** Home in the language read last. */
export async function lastHome({ url }: Visit, world: World): Promise<Response | undefined> {
  for (const language of await likelyLanguages(world, url.pathname)) {
    if (await shellOf(world).find(`/${language}/`)) return Response.redirect(new URL(`/${language}/`, url), 302);
  }
  return undefined;
}

export function fromShell({ url }: Visit, world: World): Promise<Response | undefined> {
  return shellOf(world).find(url.pathname);
}
