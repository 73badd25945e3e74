/** The moment it arrived: the number, what comes next, and how far the photos are. */
import { find } from "../dom/elements";
import { on } from "../dom/events";
import { pageTexts } from "../dom/texts";
import type { Kept, KeptPhoto } from "../lib/outbox/types";
import type { Underway } from "../lib/underway";

export class ReportReceipt {
  private readonly texts = pageTexts();
  private readonly page: HTMLElement;
  private photos: readonly KeptPhoto[] = [];
  private words = "";
  private stop: (() => void) | null = null;

  constructor(private readonly step: HTMLElement) {
    this.page = step.parentElement!;
    on(this.page, "report:received", ({ kept, way }) => this.show(kept, way));
  }

  private show(kept: Kept, way: Underway): void {
    const { number, url, others_text, agency_text, expected_text } = kept.receipt!;
    find(this.step, "[data-number] bdi").textContent = number.replace(/\D/g, "").replace(/^(\d{4})(\d{4})(\d{2})$/, "$1 $2 $3") || number;
    this.sayNext("[data-others]", others_text);
    this.sayNext("[data-agency]", agency_text);
    this.sayNext("[data-expected]", expected_text);
    find(this.step, "[data-was-there]").hidden = expected_text !== undefined;
    find<HTMLAnchorElement>(this.step, "[data-private-link]").href = `${url}?key=${kept.id}.${kept.secret}`;
    for (const link of this.step.querySelectorAll<HTMLAnchorElement>("[data-case-link]")) link.href = url;
    find<HTMLInputElement>(this.step, '[name="case"]').value = number;
    this.photos = kept.photos;
    if (this.photos.length) this.follow(kept, way);
  }

  private follow(kept: Kept, way: Underway): void {
    this.stop ??= way.watchProgress(({ key, sentBytes, bytes }) => this.showProgress(key, sentBytes / bytes));
    if (kept.state === "sent") this.stop();
    this.showProgress("", 0);
  }

  /** A line of what happens next; it is not there when nobody said. */
  private sayNext(line: string, text = ""): void {
    find(this.step, line).hidden = text === "";
    find(this.step, `${line} p`).textContent = text;
  }

  private showProgress(key: string, share: number): void {
    const total = this.photos.length;
    const count = (state: KeptPhoto["state"]) => this.photos.filter((photo) => photo.state === state).length;
    const [sent, refused] = [count("received"), count("refused")];
    const left = total - sent - refused;
    const isGoing = this.photos.some((photo) => photo.key === key && photo.state === "kept");
    const line = find(this.step, "[data-photo-line]");
    line.hidden = false;
    find(line, "progress").hidden = left === 0;
    find<HTMLProgressElement>(line, "progress").value = (sent + refused + (isGoing ? share : 0)) / total;
    const done = refused ? this.texts.count("photos_refused", refused) : this.texts.count("photos_arrived", sent);
    this.say(left ? this.texts.count("photos_going", total, { left }) : done);
  }

  private say(words: string): void {
    if (words === this.words) return;
    this.words = words;
    find(this.step, "[data-photo-words]").textContent = words;
    find(this.page, "[data-announce]").textContent = words;
  }
}
