/** Shows the one form step by step. The back button of the phone goes one step back; nothing is lost on the way. */
import { find } from "../dom/elements";
import { emit, on, type StoopEvents } from "../dom/events";
import { clearMistakes, focusField, mistakesIn, showMistakes } from "../dom/mistakes";

const FIRST = "photo";

export class ReportSteps {
  private readonly form: HTMLFormElement;
  private readonly steps: HTMLElement[];
  private current = "";
  private held: string | null = null;

  constructor(private readonly root: HTMLElement) {
    this.form = find<HTMLFormElement>(root, "form");
    this.steps = [...root.querySelectorAll<HTMLElement>("[data-step]")];
    root.dataset.started = "";
    this.listen();
    if (root.dataset.resuming === undefined) this.begin();
    else this.show("");
  }

  private begin(): void {
    history.replaceState({ step: FIRST }, "", location.pathname + location.search);
    this.show(FIRST);
    queueMicrotask(() => emit(this.form, "step:shown", { step: FIRST })); // the others start after this one
  }

  private listen(): void {
    for (const step of this.steps) {
      step.querySelector("[data-next]")?.addEventListener("click", () => this.next());
      step.querySelector("[data-back]")?.addEventListener("click", () => history.back());
    }
    window.addEventListener("popstate", (event) => this.arrive((event.state as { step?: string } | null)?.step ?? FIRST));
    this.form.addEventListener("submit", (event) => this.onSubmit(event), { capture: true });
    this.form.addEventListener("input", (event) => clearMistakes(this.form, event.target as Node));
    on(this.root, "step:go", (detail) => this.go(detail));
    on(this.root, "step:resume", ({ step }) => this.resume(step));
    on(this.root, "step:hold", ({ step }) => this.hold(step));
  }

  /** The Enter key sends a form: before the last step it means "go on". */
  private onSubmit(event: Event): void {
    event.preventDefault();
    if (this.current === "review" && this.areAllRight()) return;
    event.stopImmediatePropagation();
    if (this.current !== "review") this.next();
  }

  private next(): void {
    const following = this.steps[this.steps.findIndex((step) => step.dataset.step === this.current) + 1];
    if (following && this.isRight()) this.travel(following.dataset.step ?? FIRST);
  }

  private isRight(): boolean {
    clearMistakes(this.root);
    return !this.point(this.problemsOf(this.step(this.current)));
  }

  /** The forward button of a browser passes steps by without asking them. */
  private areAllRight(): boolean {
    const problems = this.steps.flatMap((step) => this.problemsOf(step));
    if (problems.length) this.go({ problems });
    return problems.length === 0;
  }

  private problemsOf(step: HTMLElement): StoopEvents["step:check"]["problems"] {
    const problems = mistakesIn(step);
    emit(this.form, "step:check", { step: step.dataset.step ?? FIRST, problems });
    return problems;
  }

  private go({ step, problems = [] }: StoopEvents["step:go"]): void {
    clearMistakes(this.root);
    const wrong = showMistakes(this.form, problems)[0];
    const target = step ?? wrong?.closest<HTMLElement>("[data-step]")?.dataset.step;
    if (target && target !== this.current) this.travel(target);
    if (wrong) focusField(wrong);
  }

  /** Shows mistakes at their fields and leads to the first one. */
  private point(problems: StoopEvents["step:check"]["problems"]): boolean {
    const wrong = showMistakes(this.form, problems)[0];
    if (wrong) focusField(wrong);
    return wrong !== undefined;
  }

  /** After a reload the way back is there already; else it is made, step by step. */
  private resume(wanted: string): void {
    const known = (history.state as { step?: string } | null)?.step;
    const names = this.steps.map((step) => step.dataset.step ?? FIRST);
    const way = known ? [] : names.slice(1, names.indexOf(wanted) + 1);
    if (!known) history.replaceState({ step: FIRST }, "", location.pathname + location.search);
    for (const step of way) history.pushState({ step }, "", `#${step}`);
    this.arrive(known ?? way[way.length - 1] ?? FIRST);
  }

  private travel(step: string): void {
    const here = (history.state as { step?: string } | null)?.step; // not what is on the screen while that is held
    if (here !== step) history.pushState({ step }, "", `#${step}`);
    this.arrive(step);
  }

  private hold(step: string | null): void {
    this.held = step;
    if (step && step !== this.current) this.arrive(step);
  }

  private arrive(step: string): void {
    const wanted = this.held ?? step;
    this.show(wanted);
    window.scrollTo(0, 0);
    this.step(wanted).querySelector<HTMLElement>("[data-heading]")?.focus({ preventScroll: true });
    emit(this.form, "step:shown", { step: wanted });
  }

  private show(wanted: string): void {
    this.current = wanted;
    this.root.dataset.current = wanted;
    for (const step of this.steps) step.hidden = step.dataset.step !== wanted;
  }

  private step(name: string): HTMLElement {
    return this.steps.find((step) => step.dataset.step === name) ?? this.steps[0]!;
  }
}
