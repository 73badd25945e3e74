/** The card of something that is not with the city yet: what it is, where it stands, and what the person can do. */
import type { Kept, KeptPhoto } from "../lib/outbox/types";
import { standingOf, type Action, type Standing } from "../lib/standing";
import { inLanguage, numbered } from "./case-card";
import { button, icon, make } from "./elements";
import { drawPreview } from "./pictures";
import { pageTexts } from "./texts";

const MOST_WORDS = 120;
const PREVIEW_PX = 252;
const ICONS: Record<Action, string> = { go_on: "edit", open: "edit", send: "send", send_change: "send", copy: "down", delete: "trash", drop_change: "trash" };

export interface CardTools {
  bytes: (key: string) => Promise<ArrayBuffer | null>;
  /** The page where it is written on; null where there is none to go to. */
  addressOf: (kept: Kept) => string | null;
  caseNumberOf: (kept: Kept) => string | null;
  act: (action: Action, kept: Kept) => void;
}

export class SendingCard {
  readonly element: HTMLElement;
  private readonly heading: HTMLElement;
  private readonly text: HTMLElement;
  private readonly said = make("div", { class: "sending-said" });
  private readonly actions = make("div", { class: "sending-actions" });
  private picture: HTMLElement = make("span", { class: "case-card-icon", hidden: true }, icon("picture"));
  private pictureKey = "";
  private shownActions = "";
  private kept!: Kept;

  constructor(private readonly titleId: string, private readonly tools: CardTools) {
    this.heading = make("h3", { class: "case-card-name", id: titleId, tabindex: -1 });
    this.text = make("div", { class: "case-card-text" }, this.heading);
    this.element = make("article", { "class": "case-card sending-card", "aria-labelledby": titleId }, this.text, this.picture, this.said, this.actions);
  }

  /** Draws what changed; buttons stay while they mean the same, so that nobody taps on another one by mistake. */
  show(kept: Kept): void {
    this.kept = kept;
    const standing = standingOf(kept, pageTexts());
    this.heading.replaceChildren(...this.title());
    for (const old of [...this.text.children].slice(1)) old.remove();
    this.text.append(sign(standing), ...this.facts());
    this.said.replaceChildren(...standing.sentences.map(({ text, language }) => make("p", language ? inLanguage(language) : {}, text)));
    const actions = [kept.state, ...standing.actions].join(" ");
    if (actions !== this.shownActions) this.showActions(standing.actions);
    this.shownActions = actions;
    this.showPicture();
  }

  private title(): (Node | string)[] {
    const { kind, summary, language } = this.kept;
    const number = this.tools.caseNumberOf(this.kept);
    if (kind !== "reports") return number ? numbered(pageTexts().say("addition_to"), number) : [pageTexts().say("addition")];
    return [summary.service ? make("span", inLanguage(language), summary.service) : pageTexts().say("a_report")];
  }

  private facts(): HTMLElement[] {
    const { kind, summary, language, photos } = this.kept;
    const own = { lang: language, dir: "auto" };
    const what = kind === "reports" ? [] : [summary.service];
    const lines = [...what, summary.place, photos.length > 1 ? pageTexts().count("photos", photos.length) : ""].filter(Boolean);
    const words = [...summary.words.trim()];
    const start = words.slice(0, MOST_WORDS).join("") + (words.length > MOST_WORDS ? "…" : "");
    return [
      ...(lines.length ? [make("p", { class: "case-card-where" }, ...lines.map((line) => make("span", {}, make("bdi", {}, line))))] : []),
      ...(start ? [make("p", { class: "sending-words", ...own }, start)] : []),
    ];
  }

  private showActions(actions: readonly Action[]): void {
    const hadFocus = this.actions.contains(document.activeElement);
    this.actions.replaceChildren(...actions.map((action, index) => this.action(action, index === 0)).filter((made) => made !== null));
    if (hadFocus) this.focus();
  }

  focus(): void {
    this.heading.focus();
  }

  /** The first is what most people want now; the others stand below it, small. */
  private action(action: Action, isFirst: boolean): HTMLElement | null {
    const href = action === "go_on" || action === "open" ? this.tools.addressOf(this.kept) : "";
    if (href === null) return null;
    const looks = { "class": `button sending-action button-${isFirst ? "quiet button-wide" : "plain"}`, "aria-describedby": this.titleId };
    const text = pageTexts().say(`do_${action}`);
    const made = href ? make("a", { ...looks, href }, make("span", {}, text)) : button(text, looks, () => this.begin(action));
    if (isFirst) made.prepend(icon(ICONS[action]));
    return made;
  }

  private begin(action: Action): void {
    if (action === "delete" || action === "drop_change") this.ask(action);
    else this.tools.act(action, this.kept);
  }

  /** Asks once, in the place of the buttons; the safe answer has the focus. */
  private ask(action: Action): void {
    const id = `${this.titleId}-question`;
    const question = make("p", { id }, pageTexts().say(this.kept.receipt ? "ask_delete_rest" : "ask_delete"));
    const described = { "aria-describedby": id };
    const yes = button(pageTexts().say("yes_delete"), { class: "button button-danger sending-action", ...described }, () => this.tools.act(action, this.kept));
    const no = button(pageTexts().say("keep_it"), { class: "button button-quiet sending-action", ...described }, () => {
      this.showActions(standingOf(this.kept, pageTexts()).actions);
    });
    this.actions.replaceChildren(make("div", { "class": "sending-question", "role": "group", "aria-labelledby": id }, question, yes, no));
    no.focus();
  }

  /** The first photo, once somebody comes near it; until then, and where this browser cannot show it, a drawing. */
  private showPicture(): void {
    const photo = this.kept.photos[0];
    this.picture.hidden = !photo;
    if (!photo || photo.key === this.pictureKey) return;
    this.pictureKey = photo.key;
    whenNear(this.element, () => void this.draw(photo));
  }

  private async draw({ key, type }: KeptPhoto): Promise<void> {
    const canvas = make("canvas", { "class": "case-card-picture", "role": "img", "aria-label": pageTexts().say("photo_alt", { number: 1 }) });
    try {
      const bytes = await this.tools.bytes(key);
      if (!bytes) return;
      await drawPreview(bytes, type, canvas, PREVIEW_PX);
      this.picture.replaceWith(canvas);
      this.picture = canvas;
    } catch {
      // A HEIC that this browser cannot draw: the drawing stays.
    }
  }
}

/** Twenty drafts are not decoded at once on a cheap phone. */
function whenNear(element: Element, act: () => void): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    act();
  }, { rootMargin: "300px" });
  observer.observe(element);
}

function sign({ look, icon: drawing, sign: text }: Standing): HTMLElement {
  return make("p", { class: `status status-${look}` }, icon(drawing), make("span", {}, text));
}
