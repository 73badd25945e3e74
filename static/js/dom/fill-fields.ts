/** Puts what a draft kept into the report's form again. */
import { NOT_KEPT } from "./form-fields";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const LATE = "input[data-late]";

/** Questions come later than the rest: until then their answers stand in the form unseen, so that they are kept and sent all the same. */
export function fillFields(form: HTMLFormElement, fields: readonly [string, string][]): void {
  dropLateAnswers(form);
  const controls = controlsOf(form);
  for (const control of controls) fill(control, valuesOf(fields, control.name));
  const names = new Set(controls.map(({ name }) => name));
  form.append(...fields.filter(([name]) => isAnswer(name) && !names.has(name)).map(lateAnswer));
  for (const control of controls.filter(isGiven)) {
    control.closest("details")?.setAttribute("open", "");
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Answers whose questions are there by now. */
export function fillLateAnswers(form: HTMLFormElement): void {
  const late = [...form.querySelectorAll<HTMLInputElement>(LATE)];
  const fields = late.map(({ name, value }): [string, string] => [name, value]);
  for (const control of controlsOf(form).filter(({ name }) => fields.some(([each]) => each === name))) {
    fill(control, valuesOf(fields, control.name));
    if (isGiven(control)) control.dispatchEvent(new Event("change", { bubbles: true }));
    for (const input of late.filter(({ name }) => name === control.name)) input.remove();
  }
}

/** Of another kind of problem. */
export function dropLateAnswers(form: HTMLFormElement): void {
  for (const input of form.querySelectorAll(LATE)) input.remove();
}

function controlsOf(form: HTMLFormElement): Control[] {
  const controls = [...form.querySelectorAll<Control>("input, textarea, select")];
  return controls.filter(({ name, type }) => name && !NOT_KEPT.has(name) && !/^(hidden|file|search)$/.test(type));
}

/** The same service may have two buttons: the first is the one that counts. */
function fill(control: Control, values: readonly string[]): void {
  if (!isTicked(control)) control.value = values[0] ?? "";
  else if (control.type === "checkbox") control.checked = values.includes(control.value);
  else control.checked = values.includes(control.value) && isFirst(control);
}

function isFirst(radio: HTMLInputElement): boolean {
  const others = radio.form!.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(radio.name)}"][value="${CSS.escape(radio.value)}"]`);
  return others[0] === radio;
}

const isTicked = (control: Control): control is HTMLInputElement => /^(radio|checkbox)$/.test(control.type);
const isGiven = (control: Control) => (isTicked(control) ? control.checked : control.value !== "");
const isAnswer = (name: string) => name.startsWith("answer.");

function valuesOf(fields: readonly [string, string][], name: string): string[] {
  return fields.filter(([each]) => each === name).map(([, value]) => value);
}

function lateAnswer([name, value]: [string, string]): HTMLInputElement {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  input.dataset.late = "";
  return input;
}
