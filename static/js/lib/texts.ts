/** Sentences from the page: translated whole by the server, with {names} where something goes in. */

export type Values = Record<string, string | number>;

export class Texts {
  constructor(private readonly sentences: Record<string, unknown>) {}

  /** The sentence, filled in. A missing one is empty: nobody sees a key. */
  say(name: string, values: Values = {}): string {
    const sentence = this.sentences[name];
    return typeof sentence === "string" ? fill(sentence, values) : "";
  }

  /** The form for this many, from a list that starts at one; the last stands for all that follow. */
  count(name: string, count: number, values: Values = {}): string {
    const forms = this.list<string>(name);
    const form = forms[Math.min(count, forms.length) - 1] ?? "";
    return fill(form, { count, ...values });
  }

  list<T>(name: string): T[] {
    const value = this.sentences[name];
    return Array.isArray(value) ? (value as T[]) : [];
  }
}

export function fill(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
