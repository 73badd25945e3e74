/** Before sending: open cases near by that this report may be about. Whoever ignores the question sends a report of their own. */
import { pageCatalogue } from "../dom/catalogue";
import { find, say } from "../dom/elements";
import { on } from "../dom/events";
import { linkStyle } from "../dom/late-style";
import { likelyQuestion, type Shown } from "../dom/likely-cards";
import { pageTexts } from "../dom/texts";
import { spacedInText } from "../lib/case-number";
import { askLikely, type Asked, type Sought } from "../lib/likely";
import { askAround, keptAround, likelyAmong, together, type KeptCase } from "../lib/likely-kept";
import { fill } from "../lib/texts";

const NOTHING: Shown = { texts: {}, cases: [] };
const fetchHere = (url: string, options: RequestInit) => fetch(url, options);

export class LikelyCases {
  private readonly form: HTMLFormElement;
  private readonly joins: HTMLInputElement;
  private readonly language = document.documentElement.lang;
  private around: Promise<Asked<KeptCase> | null> = Promise.resolve(null);
  private asked = "";
  private answer: { spot: string; shown: Shown } | null = null;
  /** Of which service and place the question on the screen is, and of which the case that was chosen. */
  private drawn = "";
  private joinedAt = "";
  private isOnScreen = false;

  constructor(private readonly root: HTMLElement) {
    this.form = root.closest("form")!;
    this.joins = find<HTMLInputElement>(root, '[name="joins"]');
    root.addEventListener("input", ({ target }) => this.choose((target as HTMLInputElement).value, this.spot()));
    on(this.form, "draft:opened", ({ kept }) => this.choose(kept.draft?.fields.find(([name]) => name === "joins")?.[1] ?? "", ""));
    on(this.form, "step:shown", ({ step }) => this.arrive(step));
    find(this.form, '[name="description"]').addEventListener("change", () => void this.ask());
  }

  private arrive(step: string): void {
    this.isOnScreen = step === "review";
    const sought = this.sought();
    if (step === "service" && sought) this.around = askAround(sought, this.language, fetchHere);
    if (step === "details" || step === "review") void this.ask();
    if (this.isOnScreen) this.draw();
  }

  /** The same question is asked once; what is not answered is asked again the next time. */
  private async ask(): Promise<void> {
    const [sought, spot] = [this.sought(), this.spot()];
    const asked = JSON.stringify(sought);
    if (!sought?.service || asked === this.asked) return;
    this.asked = asked;
    const shown = (await askLikely(sought, this.language, fetchHere)) ?? (await this.judge(sought).catch(() => null));
    if (asked !== this.asked) return;
    if (shown) this.answer = { spot, shown };
    else this.asked = "";
    if (shown?.cases.length) linkStyle(this.root.dataset.style ?? "");
    const isCalm = this.drawn !== spot || !this.root.querySelector(".likely-choice"); // cases do not move under a finger
    if (this.isOnScreen && isCalm) this.draw();
  }

  /** Without the city: among what this phone knows of the place. */
  private async judge(sought: Sought): Promise<Shown | null> {
    const known = together([await keptAround(this.language, window.caches, Date.now()), await this.around]);
    if (!known) return null;
    const cases = likelyAmong(known.cases, sought, await pageCatalogue().list(), pageTexts().list("distances"));
    return { texts: known.texts, cases };
  }

  private choose(number: string, at: string): void {
    this.joins.value = number;
    this.joinedAt = at;
    this.sayWhatHappens();
  }

  private draw(): void {
    const spot = this.spot();
    const shown = this.answer?.spot === spot ? this.answer.shown : null;
    this.reconsider(spot, shown);
    this.drawn = spot;
    const { texts, cases } = shown ?? NOTHING;
    const { title = "", other = "" } = this.root.dataset;
    this.root.hidden = !cases.length && !this.joins.value;
    const question = likelyQuestion({ texts: { ...texts, title, other }, cases }, this.joins.value);
    find(this.root, "[data-likely]").replaceChildren(question);
    if (cases.length) this.announce(title);
    this.sayWhatHappens();
  }

  /** A case that was chosen for another service or place is taken back, unless it is likely here, too. */
  private reconsider(spot: string, shown: Shown | null): void {
    const chosen = this.joins.value;
    if (!chosen || this.joinedAt === spot) return;
    const isSameService = this.joinedAt.split(" ")[0] === spot.split(" ")[0];
    const isRight = shown ? shown.cases.some(({ number }) => number === chosen) : isSameService;
    if (this.joinedAt && !isRight) this.joins.value = "";
    else this.joinedAt = spot;
  }

  private sayWhatHappens(): void {
    const number = this.joins.value;
    const words = number && fill(this.root.dataset.joins ?? "", { number: spacedInText(number).replace(/ /g, "\u00a0") });
    say(find(this.root, "[data-joined]"), words);
    if (words) this.announce(words);
  }

  private announce(words: string): void {
    if (this.isOnScreen) find(this.form.parentElement!, "[data-announce]").textContent = words;
  }

  /** null while nobody knows where it is: words alone are looked up by the city when it gets them. */
  private sought(): Sought | null {
    const { latitude = "", longitude = "", accuracy_m = "", service = "", description = "" } = this.fields();
    if (!latitude || !longitude) return null;
    return { service, latitude: Number(latitude), longitude: Number(longitude), accuracy_m: Number(accuracy_m), words: description.trim() };
  }

  /** A fix that gets better by a few metres is still the same place. */
  private spot(): string {
    const sought = this.sought();
    return sought ? [sought.service, sought.latitude.toFixed(4), sought.longitude.toFixed(4)].join(" ") : "";
  }

  private fields(): Record<string, string> {
    const entries = [...new FormData(this.form)].filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return Object.fromEntries(entries);
  }
}
