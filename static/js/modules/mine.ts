/** The page of what this phone sent, and of what it still has to send. It works from what the phone knows, then asks the city. */
import { find } from "../dom/elements";
import { OwnCaseList } from "../dom/own-case-list";
import { showSeenCases } from "../dom/seen-case-list";
import { SendingList } from "../dom/sending-list";
import { pageTexts } from "../dom/texts";
import { oneAtATime } from "../lib/one-at-a-time";
import type { Outbox } from "../lib/outbox/outbox";
import { isShared } from "../lib/outbox/shared";
import type { KnownCase } from "../lib/outbox/types";
import { openOutbox, wake, watch } from "../lib/outbox/wake";
import { OwnCases } from "../lib/own-cases";
import { seenCases } from "../lib/seen-cases";

const MOST_SEEN = 10;
const TOLD_MS = 8_000;

export class Mine {
  constructor(root: HTMLElement) {
    void openOutbox().then((outbox) => new MinePage(root, outbox).start()).catch((error: unknown) => console.error(error));
  }
}

class MinePage {
  private readonly language = document.documentElement.lang;
  private readonly own: OwnCases;
  private readonly ownList: OwnCaseList;
  private readonly unsent: SendingList;
  private readonly show = oneAtATime(() => this.showNow());
  private readonly refresh = oneAtATime(() => this.refreshNow());
  private isAnswered = false;
  private receipts = "";
  private telling: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly root: HTMLElement, private readonly outbox: Outbox) {
    const tools = { language: this.language, fetch: fetch.bind(window), now: Date.now, isShared: () => isShared(outbox, document.cookie) };
    this.own = new OwnCases(outbox, tools);
    this.ownList = new OwnCaseList(find(root, "[data-own]"));
    this.unsent = new SendingList(find(root, "[data-unsent]"), outbox, (text) => this.tell(text));
  }

  async start(): Promise<void> {
    watch(() => void this.show());
    addEventListener("online", () => void this.refresh());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.refresh());
    await this.show();
    void wake(); // whoever looks here wants it sent
    await this.refresh();
    await this.showSeen();
  }

  /** A new receipt is asked about at once: only the city has the card that belongs to it. */
  private async showNow(): Promise<void> {
    const rows = await this.outbox.list();
    this.unsent.show(rows);
    this.showOwn(await this.own.list(pageTexts().say("sign_received")));
    const receipts = rows.flatMap(({ receipt }) => (receipt ? [receipt.number] : [])).join(" ");
    if (this.receipts !== receipts && this.isAnswered) void this.refresh();
    this.receipts = receipts;
  }

  private async refreshNow(): Promise<void> {
    const isAnswered = await this.own.refresh();
    this.isAnswered ||= isAnswered;
    find(this.root, "[data-silence]").hidden = isAnswered;
    this.showOwn(await this.own.list(pageTexts().say("sign_received")));
  }

  /** Before anything is known, what the server wrote into the page stays: it was true when the page was saved. */
  private showOwn(cases: readonly KnownCase[]): void {
    if (cases.length || this.isAnswered) this.ownList.show(cases);
    find(this.root, "[data-none]").hidden = !this.ownList.section.hidden || this.unsent.hasAny;
  }

  /** Said aloud too, and gone after a while: what it tells of is seen in the lists. */
  private tell(text: string): void {
    const line = find(this.root, "[data-said]");
    line.textContent = text;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => (line.textContent = ""), TOLD_MS);
  }

  private async showSeen(): Promise<void> {
    if (!("caches" in window)) return;
    const own = new Set((await this.own.list("")).map(({ number }) => number));
    const seen = await seenCases(caches, this.language, MOST_SEEN + own.size);
    showSeenCases(find(this.root, "[data-seen]"), seen.filter(({ number }) => !own.has(number)).slice(0, MOST_SEEN));
  }
}
