/** What stands in the report's form, as a draft keeps it. */

/** Made anew for each page, or only ways to choose something else. */
export const NOT_KEPT = new Set(["id", "secret", "schema", "found", "likely"]);

export function fieldsOf(form: HTMLFormElement): [string, string][] {
  const entries = [...new FormData(form)];
  return entries.filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "" && !NOT_KEPT.has(entry[0]));
}
