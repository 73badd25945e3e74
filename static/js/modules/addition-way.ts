/** What becomes of an addition after the button: the city has it, it waits on this phone, or it comes back into the form. */
import { showAdded, showCaseAgain } from "../dom/added";
import { find } from "../dom/elements";
import { emit, on } from "../dom/events";
import { pageTexts } from "../dom/texts";
import { saidShared } from "../lib/outbox/shared";
import type { Kept } from "../lib/outbox/types";
import type { Underway } from "../lib/underway";

const PATIENCE_MS = 4_000;

export class AdditionWay {
  private readonly part: HTMLElement;
  private readonly form: HTMLFormElement;
  private way: Underway | null = null;
  private stop: () => void = () => {};
  /** It did not go at once. */
  private isLate = false;

  constructor(private readonly root: HTMLElement) {
    this.part = root.closest<HTMLElement>("[data-addition]")!;
    this.form = find<HTMLFormElement>(this.part, "form");
    on(this.part, "report:underway", ({ way, isFresh }) => this.follow(way, isFresh));
    find(root, "[data-try-now]").addEventListener("click", () => void this.way?.tryNow());
    find(root, "[data-reopen]").addEventListener("click", () => void this.takeBack(null));
  }

  private follow(way: Underway, isFresh: boolean): void {
    this.stop();
    this.way = way;
    this.isLate = !isFresh || !navigator.onLine;
    const timer = setTimeout(() => {
      this.isLate = true;
      void this.look();
    }, PATIENCE_MS);
    const unwatch = way.watch(() => void this.look());
    this.stop = () => {
      clearTimeout(timer);
      unwatch();
      this.way = null;
    };
    void this.look();
  }

  private async look(): Promise<void> {
    const { way } = this;
    const kept = (await way?.find()) ?? null;
    if (!way || way !== this.way) return;
    if (kept ? kept.state === "sent" : saidShared(document.cookie)) this.finish();
    else if (!kept) this.forget();
    else if (kept.state === "needs-you") await this.takeBack(kept);
    else if (kept.state !== "draft" && (this.isLate || kept.attempts > 0)) this.wait(kept, way);
  }

  /** Late, somebody may be reading or writing here: the page stays as it is, and says where to look. */
  private finish(): void {
    const { isLate } = this;
    this.stop();
    if (!isLate) return showCaseAgain();
    this.part.hidden = true;
    showAdded(true);
  }

  /** It was deleted on another page. */
  private forget(): void {
    this.stop();
    location.assign(location.pathname);
  }

  private async takeBack(refused: Kept | null): Promise<void> {
    const { way } = this;
    const kept = await way?.reopen().catch(() => null);
    if (!way || !kept) return;
    this.stop();
    this.show(false);
    emit(this.part, "report:returned", { kept, trouble: refused?.trouble ?? null });
  }

  private wait({ receipt, photos, trouble }: Kept, way: Underway): void {
    const left = photos.filter(({ state }) => state === "kept").length;
    const isGoing = receipt !== null && photos.length > 0;
    const words = isGoing ? pageTexts().count("photos_going", photos.length, { left }) : pageTexts().say(way.isKept ? "saved" : "unkept");
    const line = find(this.root, "[data-words]");
    if (line.textContent !== words) line.textContent = words;
    find(this.root, "[data-foreign]").hidden = !trouble?.isForeign;
    find(this.root, "[data-busy]").hidden = !trouble?.status || trouble.isForeign;
    find(this.root, "[data-reopen]").hidden = receipt !== null;
    this.show(true);
  }

  private show(isWaiting: boolean): void {
    const hadFocus = this.form.contains(document.activeElement);
    this.root.hidden = !isWaiting;
    this.form.hidden = isWaiting;
    if (isWaiting && hadFocus) this.root.focus();
  }
}
