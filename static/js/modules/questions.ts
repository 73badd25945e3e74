/** The chosen service's own questions, as real labelled fields. Words already typed survive a change of mind. */
import { pageCatalogue } from "../dom/catalogue";
import { button, find, make, say } from "../dom/elements";
import { emit, on } from "../dom/events";
import { questionField } from "../dom/question-fields";
import { stopCard } from "../dom/stops";
import { pageTexts } from "../dom/texts";
import type { Service, Stop } from "../lib/services";

export class Questions {
  private readonly texts = pageTexts();
  private readonly fields: HTMLElement;
  private readonly made = new Map<string, HTMLElement[]>();
  private service: Service | null = null;
  private wanted = "";

  constructor(private readonly root: HTMLElement) {
    this.fields = find(root, "[data-fields]");
    const form = root.closest("form")!;
    on(form, "service:chosen", ({ code }) => void this.ask(code));
    this.fields.addEventListener("change", () => this.showStops());
    const chosen = form.querySelector<HTMLInputElement>('input[name="service"]:checked'); // before this was here to hear of it
    if (chosen) void this.ask(chosen.value);
  }

  private async ask(code: string): Promise<void> {
    if (code === this.wanted && this.service?.code === code) return;
    this.wanted = code;
    this.service = null;
    this.fields.replaceChildren(make("p", { class: "soft" }, this.texts.say("questions_loading")));
    try {
      const service = await pageCatalogue().service(code);
      if (code === this.wanted) this.show(service);
    } catch {
      if (code === this.wanted) this.apologise(code);
    }
  }

  private show(service: Service): void {
    this.service = service;
    const fields = this.made.get(service.code) ?? service.questions.map(questionField);
    this.made.set(service.code, fields);
    say(find(this.root, "[data-service-name]"), service.name);
    this.fields.replaceChildren(...fields);
    this.showStops();
    emit(this.root, "service:loaded", { service });
  }

  /** A report without its answers is still a report: the city asks again if it must. */
  private apologise(code: string): void {
    const again = button(this.texts.say("try_again"), { class: "button button-quiet" }, () => void this.ask(code));
    this.fields.replaceChildren(make("p", {}, this.texts.say("questions_failed")), again);
  }

  /** Each stop right below the answer that brings it up; one that belongs to the whole service stands on top. */
  private showStops(): void {
    for (const card of this.root.querySelectorAll("[data-stop]")) card.remove();
    for (const stop of this.service?.stops ?? []) {
      const field = stop.question ? this.fields.querySelector(`[data-question="${CSS.escape(stop.question)}"]`) : null;
      if (!stop.question) this.fields.before(this.card(stop));
      else if (field && hasAnswer(field, stop.answer ?? "")) field.after(this.card(stop));
    }
  }

  private card(stop: Stop): HTMLElement {
    const card = stopCard(stop);
    card.dataset.stop = stop.code;
    card.setAttribute("role", "alert");
    return card;
  }
}

function hasAnswer(field: Element, answer: string): boolean {
  const controls = [...field.querySelectorAll<HTMLInputElement>("input, select")];
  return controls.some(({ type, value, checked }) => value === answer && (checked || !/^(radio|checkbox)$/.test(type)));
}
