/** Mistakes in a form: found by the browser's own rules, shown in words at their fields. */
import type { FieldError } from "../lib/api";
import { icon, make } from "./elements";
import { pageTexts } from "./texts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isControl = (element: Element): element is Control => /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

/** What the browser finds wrong within an element: fields by their rules, groups of choices by `data-required`. */
export function mistakesIn(root: ParentNode): FieldError[] {
  const controls = [...root.querySelectorAll<Control>("input, textarea, select")].filter((control) => !control.validity.valid);
  const groups = [...root.querySelectorAll<HTMLElement>("fieldset[data-required]")].filter((group) => !group.querySelector(":checked"));
  return [...groups.map((group) => ({ field: group.id, message: pageTexts().say("missing") })), ...controls.map(mistakeOf)];
}

function mistakeOf(control: Control): FieldError {
  const { valueMissing, typeMismatch } = control.validity;
  const text = valueMissing ? "missing" : typeMismatch ? "email_wrong" : control.type === "datetime-local" ? "moment_wrong" : "number_wrong";
  return { field: control.name, message: pageTexts().say(text) };
}

/** Shows each mistake at its field and returns the fields found, in the order of the page. */
export function showMistakes(form: HTMLFormElement, mistakes: readonly FieldError[]): HTMLElement[] {
  const fields = mistakes.map(({ field, message }) => showMistake(form, field, message)).filter((field) => field !== null);
  return fields.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

/** All mistakes within an element, or only the one of the field that `mended` is in. */
export function clearMistakes(root: ParentNode, mended?: Node): void {
  for (const error of root.querySelectorAll<HTMLElement>("[data-mistake]")) {
    const field = document.getElementById(error.dataset.mistake ?? "");
    if (mended && !field?.contains(mended)) continue;
    field?.removeAttribute("aria-invalid");
    setDescription(field, error.id, false);
    box(field)?.classList.remove("field-wrong");
    error.remove();
  }
}

function showMistake(form: HTMLFormElement, name: string, message: string): HTMLElement | null {
  const field = document.getElementById(name) ?? form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]:not([type="hidden"])`);
  const around = box(field);
  if (!field || !around) return null;
  const error = make("p", { "class": "error", "id": `${field.id}-mistake`, "data-mistake": field.id }, icon("warning"), make("span", {}, message));
  place(error, field, around);
  if (!isControl(field) && field.tagName !== "FIELDSET") return field;
  around.classList.add("field-wrong");
  field.setAttribute("aria-invalid", "true");
  setDescription(field, error.id, true);
  return field;
}

/** Between a field's label and the field; in a group after its name. */
function place(error: HTMLElement, field: HTMLElement, around: HTMLElement): void {
  const legend = around.querySelector(":scope > legend");
  if (isControl(field)) around.insertBefore(error, childWith(around, field));
  else if (legend) legend.after(error);
  else around.prepend(error);
}

/** Leads to a field; into a group, to its first control. */
export function focusField(field: HTMLElement): void {
  field.closest("details")?.setAttribute("open", "");
  const inside = [...field.querySelectorAll<HTMLElement>("button, input, textarea, select")].find((control) => control.offsetParent);
  (isControl(field) ? field : inside)?.focus();
}

/** The element that holds a field with its label: a group is its own. */
function box(field: HTMLElement | null): HTMLElement | null {
  return field && (isControl(field) ? field.closest("div") : field);
}

function childWith(parent: HTMLElement, inner: Element): Element {
  let child = inner;
  while (child.parentElement && child.parentElement !== parent) child = child.parentElement;
  return child;
}

function setDescription(field: HTMLElement | null, id: string, isThere: boolean): void {
  const ids = new Set((field?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  ids[isThere ? "add" : "delete"](id);
  if (ids.size) field?.setAttribute("aria-describedby", [...ids].join(" "));
  else field?.removeAttribute("aria-describedby");
}
