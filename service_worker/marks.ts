/** What a saved page gets before it is shown: the moment from which it is, and names that nobody used before. */
import { newId, newSecret } from "../static/js/lib/ids";

export const BUILD = "Stoop-Build";
export const MOMENT = "Stoop-Moment";

const MOMENT_PLACE = '<bdi class="saved-moment"></bdi>';
const HIDDEN_LINE = /(<p class="[^"]*\bsaved\b[^"]*"[^>]*?) hidden>/;
const OWN_ID = /(<input type="hidden" name="id" value=")[^"]*/;
const OWN_SECRET = /(<input type="hidden" name="secret" value=")[^"]*/;

/** A copy that says from when it is; `isOld`: the city could not be reached, so the line shows. */
export async function opened(saved: Response, isOld: boolean): Promise<Response> {
  if (!isPage(saved)) return saved;
  const { status, headers } = saved;
  return new Response(rewritten(await saved.text(), momentOf(saved), isOld), { status, headers });
}

/** The form of a saved page has the name it was saved with: sent twice, the second report would be taken for the first. */
function rewritten(page: string, moment: string, isOld: boolean): string {
  const dated = page.replace(MOMENT_PLACE, () => MOMENT_PLACE.replace("><", `>${escaped(moment)}<`));
  const named = dated.replace(OWN_ID, (_, before: string) => before + newId()).replace(OWN_SECRET, (_, before: string) => before + newSecret());
  return isOld ? named.replace(HIDDEN_LINE, "$1>") : named;
}

export function isPage(response: Response): boolean {
  return (response.headers.get("Content-Type") ?? "").startsWith("text/html");
}

function momentOf(saved: Response): string {
  try {
    return decodeURIComponent(saved.headers.get(MOMENT) ?? "");
  } catch {
    return "";
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
