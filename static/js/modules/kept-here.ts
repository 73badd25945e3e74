/** How much is kept on this phone, a copy of what the city does not have, and deleting all of it. */
import { find, say } from "../dom/elements";
import { forgetMessages } from "../dom/forget-messages";
import { saveCopy } from "../dom/save-copy";
import { pageTexts } from "../dom/texts";
import { count, countSaved, hasOutbox, megabytes, unsent, wipe, type Counts } from "../lib/kept-here";
import type { Outbox } from "../lib/outbox/outbox";
import { isShared, keepShared } from "../lib/outbox/shared";
import { noteUse } from "../lib/outbox/signs";
import type { Kept } from "../lib/outbox/types";
import { openOutbox, watch } from "../lib/outbox/wake";

const NOTHING: Counts = { waiting: 0, needsYou: 0, drafts: 0, photos: 0, cases: 0 };

export class KeptHere {
  private readonly texts = pageTexts();
  private isWiped = false;
  /** One look after the other: the last one shows what is true. */
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly page: HTMLElement) {
    const stop = watch(() => this.look());
    page.addEventListener("change", () => this.look());
    find(page, "[data-save]").addEventListener("click", () => void this.save());
    find(page, "[data-forget]").addEventListener("submit", (event) => {
      event.preventDefault();
      stop();
      void this.delete();
    });
    this.look();
  }

  private look(): void {
    this.looking = this.looking.then(() => (this.isWiped ? undefined : this.show())).catch(console.error);
  }

  private async show(): Promise<void> {
    const outbox = await this.outbox();
    const rows = outbox ? await outbox.list() : [];
    this.showCounts(outbox ? count(rows, await outbox.cases()) : NOTHING, unsent(rows));
    await this.showRoom();
  }

  /** Looking makes no outbox where there is none. */
  private async outbox(): Promise<Outbox | null> {
    return globalThis.indexedDB && (await hasOutbox(indexedDB)) ? openOutbox() : null;
  }

  private showCounts({ waiting, needsYou, drafts, photos, cases }: Counts, left: readonly Kept[]): void {
    const counts = { waiting, drafts, photos, cases, "needs-you": needsYou };
    for (const [name, number] of Object.entries(counts)) this.showCount(name, number);
    find(this.page, '[data-kept="needs-you"]').hidden = needsYou === 0;
    find(this.page, "[data-copy]").hidden = left.length === 0;
    for (const name of ["loss", "asking-first"]) find(this.page, `[data-${name}]`).hidden = left.length === 0;
    find(this.page, "[data-at-once]").hidden = left.length > 0;
  }

  private showCount(name: string, number: number): void {
    say(find(this.page, `[data-count="${name}"]`), String(number));
  }

  private async showRoom(): Promise<void> {
    if (globalThis.caches) this.showCount("pages", await countSaved(caches));
    const { usage } = (await navigator.storage?.estimate?.()) ?? {};
    const large = megabytes(usage ?? 0);
    say(find(this.page, "[data-room]"), usage === undefined ? "" : this.texts.say(large ? "room" : "room_small", { count: large }));
  }

  private async save(): Promise<void> {
    const answer = find(this.page, "[data-saved-copy]");
    try {
      const outbox = await openOutbox();
      const rows = unsent(await outbox.list()).map(async (kept) => ({ kept, photos: await Promise.all(kept.photos.map(({ key }) => outbox.photoBytes(key))) }));
      const end = await saveCopy(await Promise.all(rows));
      say(answer, end === "cancelled" ? "" : this.texts.say("copy_saved"));
    } catch (error) {
      console.error(error);
      say(answer, this.texts.say("copy_failed"));
    }
  }

  /** What stands in the browser goes at once; the cookie with the keys when there is a connection. */
  private async delete(): Promise<void> {
    this.isWiped = true;
    await this.looking;
    const outbox = await this.outbox();
    const staysShared = outbox !== null && (await isShared(outbox, document.cookie));
    await forgetMessages(outbox);
    await wipe(outbox, globalThis.indexedDB, globalThis.caches, [localStorage, sessionStorage]);
    if (staysShared) await this.keepShared();
    this.showCounts(NOTHING, []);
    await this.showRoom();
    await this.forgetKeys();
  }

  /** That others use this phone says nothing about the person who leaves it. */
  private async keepShared(): Promise<void> {
    await keepShared(await openOutbox(), true);
    noteUse();
  }

  private async forgetKeys(): Promise<void> {
    const form = find<HTMLFormElement>(this.page, "[data-forget]");
    // A hotel's sign-in page answers too: only ours names its build.
    const isForgotten = await fetch(form.action, { method: "POST", body: new URLSearchParams({ what: "keys" }) })
      .then(({ ok, headers }) => ok && headers.has("Stoop-Build"), () => false);
    this.tell(isForgotten ? "[data-deleted]" : "[data-half-deleted]");
    if (!isForgotten) window.addEventListener("online", () => void this.forgetKeys(), { once: true });
  }

  private tell(wanted: string): void {
    for (const selector of ["[data-deleted]", "[data-half-deleted]"]) find(document, selector).hidden = selector !== wanted;
    find(this.page, "[data-asking-first]").removeAttribute("open");
    find(document, wanted).focus();
  }
}
