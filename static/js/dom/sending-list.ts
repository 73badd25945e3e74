/** What is not with the city yet: a card for each, and what the person asks for it. */
import { spacedInText } from "../lib/case-number";
import type { Outbox } from "../lib/outbox/outbox";
import type { Change } from "../lib/outbox/store";
import type { Kept } from "../lib/outbox/types";
import { wake } from "../lib/outbox/wake";
import { isUnsent, refusedPhotos, type Action } from "../lib/standing";
import { find, make } from "./elements";
import { saveCopy } from "./save-copy";
import { SendingCard, type CardTools } from "./sending-card";
import { pageTexts } from "./texts";

export class SendingList {
  private readonly cards = new Map<string, SendingCard>();
  private readonly list: HTMLElement;
  private rows: readonly Kept[] = [];
  private waiting: ReadonlySet<string> = new Set();

  constructor(private readonly section: HTMLElement, private readonly outbox: Outbox, private readonly tell: (text: string) => unknown) {
    this.list = find(section, "[data-unsent-list]");
  }

  get hasAny(): boolean {
    return this.cards.size > 0;
  }

  /** Cards stay where they are while something changes in them. */
  show(rows: readonly Kept[]): void {
    this.rows = rows;
    const unsent = rows.filter(isUnsent);
    const wanted = [...unsent.filter(needsPerson), ...unsent.filter((row) => !needsPerson(row))];
    for (const [id, { element }] of this.cards) if (!wanted.some((row) => row.id === id)) this.drop(id, element);
    this.tellOfArrivals(rows);
    wanted.forEach((row, index) => this.place(row, index));
    this.section.hidden = wanted.length === 0;
  }

  /** Its card moves to those with the city, which may be far down the page. */
  private tellOfArrivals(rows: readonly Kept[]): void {
    for (const { id, receipt } of rows) {
      if (receipt && this.waiting.has(id)) this.tell(pageTexts().say("arrived", { number: spacedInText(receipt.number) }));
    }
    this.waiting = new Set(rows.filter(({ state, receipt }) => state !== "draft" && !receipt).map(({ id }) => id));
  }

  private place(row: Kept, index: number): void {
    const card = this.cards.get(row.id) ?? new SendingCard(`sending-${row.id}`, this.tools);
    this.cards.set(row.id, card);
    card.show(row);
    const element = card.element.parentElement ?? make("li", {}, card.element);
    const here = this.list.children[index] ?? null;
    if (here === element) return;
    const focused = element.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
    this.list.insertBefore(element, here);
    focused?.focus(); // what moves loses it
  }

  /** Whoever was in it is led to the next one, or to the list's title. */
  private drop(id: string, element: HTMLElement): void {
    const hadFocus = element.contains(document.activeElement);
    element.parentElement?.remove();
    this.cards.delete(id);
    if (!hadFocus) return;
    const next = this.list.querySelector<HTMLElement>("h3");
    (next ?? this.section.parentElement?.querySelector<HTMLElement>("h1") ?? document.querySelector<HTMLElement>("main"))?.focus();
  }

  private readonly tools: CardTools = {
    bytes: (key) => this.outbox.photoBytes(key),
    caseNumberOf: (kept) => this.caseNumberOf(kept),
    addressOf: (kept) => this.addressOf(kept),
    act: (action, kept) => void this.act(action, kept).catch((error: unknown) => console.error(error)),
  };

  private caseNumberOf({ receipt, reportId }: Kept): string | null {
    return receipt?.number ?? this.rows.find(({ id }) => id === reportId)?.receipt?.number ?? null;
  }

  private addressOf(kept: Kept): string | null {
    const language = document.documentElement.lang;
    if (kept.kind === "reports") return `/${language}/report?draft=${kept.id}`;
    const number = this.caseNumberOf(kept);
    return number && `/${language}/cases/${number}?draft=${kept.id}`;
  }

  private async act(action: Action, kept: Kept): Promise<void> {
    if (action === "copy") return this.copy(kept);
    if (action === "delete" || action === "drop_change") return this.delete(kept);
    await this.outbox.sendNow(kept.id);
    this.tell(pageTexts().say("trying"));
    await wake();
  }

  /** Of what was sent only the photos go that the city did not take: its receipt is the way to the case. */
  private async delete({ id, state }: Kept): Promise<void> {
    if (state !== "sent") await this.outbox.remove(id);
    else await this.outbox.change(id, (row) => (row ? withoutRefused(row) : null));
    this.tell(pageTexts().say("deleted"));
  }

  private async copy(kept: Kept): Promise<void> {
    const photos = await Promise.all(kept.photos.map(({ key }) => this.outbox.photoBytes(key)));
    const end = await saveCopy([{ kept, photos }]);
    if (end === "saved") this.tell(pageTexts().say("copied"));
  }
}

function withoutRefused(row: Kept): Change {
  const refused = refusedPhotos(row.photos);
  return { rows: [{ ...row, photos: row.photos.filter((photo) => !refused.includes(photo)) }], withoutPhotos: refused.map(({ key }) => key) };
}

function needsPerson({ state }: Kept): boolean {
  return state === "needs-you";
}
