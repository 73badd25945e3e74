/** Makes the field of a question, the same as the server's own field.html does. */
import type { Datatype, Question } from "../lib/services";
import { make } from "./elements";
import { pageTexts } from "./texts";

const MANY = 8;

export function questionField(question: Question): HTMLElement {
  const isList = question.datatype === "singlevaluelist" || question.datatype === "multivaluelist";
  const field = isList && !isLong(question) ? choices(question) : single(question);
  field.dataset.question = question.code;
  field.dataset.label = question.label;
  return field;
}

const isLong = ({ datatype, values }: Question) => datatype === "singlevaluelist" && values.length > MANY;
const nameOf = ({ code }: Question) => `answer.${code}`;

function choices(question: Question): HTMLElement {
  const name = nameOf(question);
  const type = question.datatype === "multivaluelist" ? "checkbox" : "radio";
  const rows = question.values.map(({ key, name: text }) =>
    make("label", { class: "choice" }, make("input", { type, name, value: key }), make("span", { class: "choice-text" }, text)));
  const state = { "class": "field", "id": name, "data-required": question.required, "aria-describedby": hintId(question) };
  return make("fieldset", state, make("legend", {}, question.label, optional(question)), hint(question), make("div", { class: "choices" }, ...rows));
}

function single(question: Question): HTMLElement {
  const name = nameOf(question);
  const label = make("label", { for: name }, question.label, optional(question));
  const control = isLong(question) ? select(question) : question.datatype === "text" ? textArea(question) : input(question);
  return make("div", { class: "field" }, label, hint(question), control);
}

const state = (question: Question) => ({
  "class": "input", "id": nameOf(question), "name": nameOf(question), "required": question.required, "aria-describedby": hintId(question),
});

function textArea(question: Question): HTMLElement {
  return make("textarea", { ...state(question), rows: 4, dir: "auto", maxlength: 1000 });
}

const KINDS: Partial<Record<Datatype, Record<string, string>>> = {
  number: { "type": "text", "inputmode": "decimal", "pattern": "\\s*-?\\p{Nd}+([.,]\\p{Nd}+)?\\s*", "dir": "ltr" },
  datetime: { type: "datetime-local" },
};

function input(question: Question): HTMLElement {
  const kind = KINDS[question.datatype] ?? { type: "text", dir: "auto", maxlength: "1000" };
  return make("input", { ...state(question), autocomplete: "off", ...kind });
}

function select(question: Question): HTMLElement {
  const options = question.values.map(({ key, name }) => make("option", { value: key }, name));
  const empty = make("option", { value: "" }, pageTexts().say("choose"));
  return make("span", { class: "select" }, make("select", state(question), empty, ...options));
}

function optional({ required }: Question): HTMLElement | null {
  return required ? null : make("span", { class: "field-optional" }, ` ${pageTexts().say("optional")}`);
}

const hintId = (question: Question) => (question.hint ? `${nameOf(question)}-hint` : null);

function hint(question: Question): HTMLElement | null {
  return question.hint ? make("p", { class: "hint", id: hintId(question) }, question.hint) : null;
}
