/** Everything once more before it goes out, each line with a way back to its step. */
import { find, make } from "../dom/elements";
import { emit, on } from "../dom/events";
import { pageTexts } from "../dom/texts";

interface Line {
  step: string;
  name: string;
  value: string;
}

export class Review {
  private readonly texts = pageTexts();
  private readonly form: HTMLFormElement;
  private readonly list: HTMLElement;
  private isShown = false;

  constructor(root: HTMLElement) {
    this.form = root.closest("form")!;
    this.list = find(root, "[data-summary]");
    on(this.form, "step:shown", ({ step }) => {
      this.isShown = step === "review";
      this.show();
    });
    for (const name of ["photos:changed", "place:changed", "change"]) this.form.addEventListener(name, () => this.show());
  }

  /** What is gone on with comes piece by piece, some of it while this step is on the screen. */
  private show(): void {
    if (!this.isShown) return;
    this.list.replaceChildren(...this.lines().map((line) => this.row(line)));
  }

  private lines(): Line[] {
    const count = find(this.form, "[data-photos]").childElementCount;
    const photos = count ? this.texts.count("photos", count) : this.texts.say("no_photos");
    return [
      { step: "service", name: this.texts.say("line_service"), value: this.serviceName() },
      { step: "place", name: this.texts.say("line_place"), value: find(this.form, "[data-place-words]").dataset.placeWords ?? "" },
      { step: "photo", name: this.texts.say("line_photos"), value: photos },
      ...this.answers(),
      { step: "details", name: this.texts.say("line_words"), value: find<HTMLTextAreaElement>(this.form, '[name="description"]').value.trim() },
    ];
  }

  private serviceName(): string {
    const chosen = this.form.querySelector('input[name="service"]:checked')?.closest("label");
    return chosen?.querySelector("[data-name]")?.textContent?.trim() ?? "";
  }

  private answers(): Line[] {
    return [...this.form.querySelectorAll<HTMLElement>("[data-question]")]
      .map((field) => ({ step: "details", name: field.dataset.label ?? "", value: answerWords(field) }))
      .filter(({ value }) => value);
  }

  private row({ step, name, value }: Line): HTMLElement {
    const change = make("a", { href: `#${step}`, class: "report-change" }, this.texts.say("change"), make("span", { class: "aside" }, ` ${name}`));
    change.addEventListener("click", (event) => {
      event.preventDefault();
      emit(this.list, "step:go", { step });
    });
    const words = make("dd", {}, make("bdi", {}, value || this.texts.say("nothing_said")));
    return make("div", {}, make("dt", {}, name), words, make("dd", { class: "report-change-cell" }, change));
  }
}

/** What was ticked, chosen or typed in a question's field, as people read it. */
function answerWords(field: HTMLElement): string {
  const ticked = [...field.querySelectorAll(":checked")].map((input) => (input.closest("label") ?? input).textContent!.trim());
  const typed = field.querySelector<HTMLInputElement>('input:not([type="radio"], [type="checkbox"]), textarea')?.value.trim() ?? "";
  const select = field.querySelector("select");
  if (select) return select.value ? (select.selectedOptions[0]?.textContent ?? "") : "";
  return ticked.length ? ticked.join(", ") : typed.replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ");
}
