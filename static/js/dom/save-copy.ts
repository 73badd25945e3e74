/** Hands a copy to the person: the share sheet where the phone has one for files, else a download. Works offline. */
import type { Copied, CopyFile } from "../lib/export";
import { Catalogue, type ListedService } from "../lib/services";
import { make } from "./elements";
import { pageTexts } from "./texts";

export type CopyEnd = "shared" | "saved" | "cancelled";

/** More than this is refused by Chromium's share sheet, and nobody's mail takes it. */
const MOST_SHARED = 10;
const PATIENCE_MS = 1_500;
const LET_GO_MS = 60_000;

/** Text and photos of these sendings. The page's texts hold those of components/copy_texts.html. */
export async function saveCopy(rows: readonly Copied[]): Promise<CopyEnd> {
  const [{ copyFiles, copyName, exportSendings }, services] = await Promise.all([import("../lib/export"), catalogue()]);
  const texts = pageTexts();
  const shown = copyFiles(rows, { texts, services }).filter(({ type }) => type !== "application/json"); // share sheets refuse data
  return (await share(shown.map(asFile))) ?? download(await exportSendings(rows, texts, services), copyName(new Date()));
}

/** For the names of questions and answers, if they are at hand: a share sheet opens only right after the tap. */
async function catalogue(): Promise<readonly ListedService[]> {
  const asked = new Catalogue(document.documentElement.lang, fetch.bind(window)).list().then(({ services }) => services);
  const late = new Promise<readonly ListedService[]>((resolve) => setTimeout(resolve, PATIENCE_MS, []));
  return Promise.race([asked.catch(() => []), late]);
}

function asFile({ name, type, bytes }: CopyFile): File {
  return new File([bytes], name, { type });
}

/** null where there is no such sheet, or it does not take these files. */
async function share(files: File[]): Promise<CopyEnd | null> {
  if (files.length > MOST_SHARED || !navigator.canShare?.({ files })) return null;
  try {
    await navigator.share({ files });
    return "shared";
  } catch (error) {
    return (error as DOMException).name === "AbortError" ? "cancelled" : null;
  }
}

function download(blob: Blob, name: string): CopyEnd {
  const link = make("a", { href: URL.createObjectURL(blob), download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), LET_GO_MS); // at once would cut it off
  return "saved";
}
