/** Sends the report: first the words, again and again until the city has them, then the photos. Nothing leaves this page before that. */
import { find, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { pageTexts } from "../dom/texts";
import type { Receipt, Sending } from "../lib/api";
import { newId, newSecret } from "../lib/ids";
import type { Photo } from "../lib/photo";
import { reportBody } from "../lib/report-body";
import { Bell } from "../lib/retry";
import { sendPhotos, sendWords, type Answer, type PhotoCounts } from "../lib/sending";

type Refused = Extract<Answer, { kind: "refused" }>;

export class ReportSender {
  private readonly texts = pageTexts();
  private readonly bell = new Bell();
  private readonly tools = { fetch: (url: string, options: RequestInit) => fetch(url, options), wait: (ms: number) => this.bell.wait(ms) };
  private readonly page: HTMLElement;
  private readonly button: HTMLButtonElement;
  private photos: readonly Photo[] = [];
  private whenReady: (() => void) | null = null;
  private isBusy = false;
  private isSending = false;
  private hasOwnId = false;

  constructor(private readonly form: HTMLFormElement) {
    this.page = form.parentElement!;
    this.button = find<HTMLButtonElement>(form, "[data-send]");
    this.listen();
  }

  private listen(): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.form.addEventListener("input", () => this.takeOwnId());
    on(this.form, "photos:changed", ({ photos, isBusy }) => {
      this.takeOwnId();
      this.photos = photos;
      this.isBusy = isBusy;
      if (!isBusy) this.whenReady?.();
    });
    find(this.form, "[data-retry]").addEventListener("click", () => this.bell.ring());
    window.addEventListener("online", () => this.bell.ring());
  }

  /** A page kept by the browser may be opened twice: two reports from it must not share an id. */
  private takeOwnId(): void {
    if (this.hasOwnId) return;
    this.hasOwnId = true;
    this.field("id").value = newId();
    this.field("secret").value = newSecret();
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    this.takeOwnId();
    emit(this.form, "step:hold", { step: "review" });
    this.showSending("sending");
    if (this.isBusy) await new Promise<void>((resolve) => (this.whenReady = resolve));
    const sending = this.freeze();
    const answer = await sendWords(sending, this.tools, () => this.showSending("waiting"));
    if (answer.kind === "refused") this.refuse(answer);
    else await this.finish(sending, answer);
  }

  /** From here on the same bytes go out each time, so that a lost answer never makes a second case. */
  private freeze(): Sending {
    const photos = this.photos.map(({ sha256, bytes, type }) => ({ sha256, type, bytes: bytes.byteLength }));
    const several = [...this.form.querySelectorAll<HTMLInputElement>('[data-question] input[type="checkbox"]')].map(({ name }) => name);
    const body = reportBody(new FormData(this.form), photos, new Set(several), new Date());
    return { id: this.field("id").value, secret: this.field("secret").value, body, photos, language: this.field("language").value };
  }

  private showSending(state: "sending" | "waiting" | "ready"): void {
    this.form.dataset.state = state;
    this.button.setAttribute("aria-disabled", String(state !== "ready"));
    find(this.form, "[data-waiting]").hidden = state !== "waiting";
    find(this.form, "[data-editable]").toggleAttribute("inert", state !== "ready");
    find(this.button, "span").textContent = this.texts.say(state === "ready" ? "send" : "sending");
    this.announce(state === "ready" ? "" : this.texts.say(state));
  }

  /** The city did not keep it: mend and send again. Somebody else's id (404) is changed for a new one. */
  private refuse({ status, message, errors }: Refused): void {
    this.isSending = false;
    if (status === 404) this.hasOwnId = false;
    emit(this.form, "step:hold", { step: null });
    this.showSending("ready");
    const known = errors.filter(({ field }) => this.form.querySelector(`[name="${CSS.escape(field)}"], #${CSS.escape(field)}`));
    const others = errors.filter((error) => !known.includes(error)).map((error) => error.message);
    say(find(this.form, "[data-refused]"), [...others, known.length ? "" : message || this.texts.say("refused")].filter(Boolean).join(" "));
    emit(this.form, "step:go", { problems: known });
  }

  private async finish(sending: Sending, answer: Exclude<Answer, Refused>): Promise<void> {
    const receipt = answer.kind === "received" ? answer.receipt : null;
    const number = receipt?.number ?? (answer as { number: string }).number;
    this.showReceipt(number, sending, receipt);
    const held = receipt?.photos ?? this.photos.map(({ sha256 }) => ({ sha256, state: "receiving" as const }));
    if (this.photos.length) this.showPhotos(await sendPhotos(sending, this.photos, held, this.tools, (counts) => this.showPhotos(counts)));
    emit(this.form, "report:safe", { isSafe: true });
  }

  private showReceipt(number: string, { id, secret }: Sending, receipt: Receipt | null): void {
    const step = find(this.page, '[data-step="receipt"]');
    const url = receipt?.url ?? `/c/${number}`;
    find(step, "[data-number] bdi").textContent = number.replace(/\D/g, "").replace(/^(\d{4})(\d{4})(\d{2})$/, "$1 $2 $3") || number;
    this.sayNext(step, "[data-agency]", receipt?.agency_text);
    this.sayNext(step, "[data-expected]", receipt?.expected_text);
    find(step, "[data-was-there]").hidden = receipt !== null;
    find<HTMLAnchorElement>(step, "[data-private-link]").href = `${url}?key=${id}.${secret}`;
    for (const link of step.querySelectorAll<HTMLAnchorElement>("[data-case-link]")) link.href = url;
    emit(this.form, "report:safe", { isSafe: this.photos.length === 0 });
    emit(this.form, "step:hold", { step: "receipt" });
  }

  /** A line of what happens next; it is not there when nobody said. */
  private sayNext(step: HTMLElement, line: string, text = ""): void {
    find(step, line).hidden = text === "";
    find(step, `${line} p`).textContent = text;
  }

  private showPhotos({ total, sent, refused }: PhotoCounts): void {
    const left = total - sent - refused;
    const done = refused ? this.texts.count("photos_refused", refused) : this.texts.count("photos_arrived", sent);
    const words = left ? this.texts.count("photos_going", total, { left }) : done;
    const line = find(this.page, "[data-photo-line]");
    line.hidden = false;
    find(line, "[data-photo-words]").textContent = words;
    find(line, "progress").hidden = left === 0;
    find<HTMLProgressElement>(line, "progress").value = (sent + refused) / total;
    this.announce(words);
  }

  private announce(text: string): void {
    find(this.page, "[data-announce]").textContent = text;
  }

  private field(name: string): HTMLInputElement {
    return find<HTMLInputElement>(this.form, `[name="${name}"]`);
  }
}
