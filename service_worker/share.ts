/** What another app shares with this one (a photo of the gallery, say) begins a report on this phone, connection or not. */
import { hex, newId, newSecret } from "../static/js/lib/ids";
import type { Outbox } from "../static/js/lib/outbox/outbox";
import { photoType } from "../static/js/lib/photo";
import { likelyLanguages } from "./languages";
import type { World } from "./world";

const PATH = "/share";
const MOST_PHOTOS = 5;
const WORDS = ["title", "text", "url"];

/** The one thing that is taken though it is no GET. No form of ours goes to this address. */
export function isShare({ method, mode, url }: Request): boolean {
  return method === "POST" && mode === "navigate" && new URL(url).pathname === PATH;
}

/** Leads to the report, with everything in it. What this phone cannot keep goes on to the server, which has a form for it. */
export async function takeShare(request: Request, world: World, open: () => Promise<Outbox>): Promise<Response> {
  const untouched = request.clone();
  try {
    const [language] = await likelyLanguages(world, PATH);
    const id = await keepShare(await request.formData(), language!, await open());
    return new Response(null, { status: 303, headers: { Location: `/${language}/report?draft=${id}` } });
  } catch {
    return world.fetch(untouched);
  }
}

/** All of it or nothing: half a share would look like all of it. */
async function keepShare(form: FormData, language: string, outbox: Outbox): Promise<string> {
  if (!outbox.isDurable) throw new Error("this browser keeps nothing");
  const id = newId();
  const words = sharedWords(form);
  try {
    await outbox.begin({ id, kind: "reports", secret: newSecret(), language });
    const draft = { fields: [["description", words] as [string, string]], place: { kind: "nothing" as const }, step: "photo" };
    await outbox.saveDraft(id, draft, { service: "", place: "", words });
    for (const file of sharedFiles(form)) await outbox.addPhoto(id, await rawPhoto(file));
    return id;
  } catch (error) {
    await outbox.remove(id).catch(() => undefined);
    throw error;
  }
}

/** Title, text and address, each once: apps often put one into another. */
export function sharedWords(form: FormData): string {
  const parts = WORDS.map((name) => String(form.get(name) ?? "").trim());
  return parts.reduce((words, part) => (words.includes(part) ? words : `${words}\n${part}`.trim()), "");
}

/** A report takes five; the page shows which. */
function sharedFiles(form: FormData): File[] {
  return form.getAll("photos").filter((part): part is File => part instanceof File && part.size > 0).slice(0, MOST_PHOTOS);
}

/** As it came: the report's page makes it small, where there is something to draw it with. */
async function rawPhoto(file: File): Promise<{ sha256: string; type: string; bytes: ArrayBuffer; isRaw: true }> {
  const bytes = await file.arrayBuffer();
  const sha256 = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  return { sha256, type: photoType(bytes) ?? file.type, bytes, isRaw: true };
}
