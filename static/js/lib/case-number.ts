/** 4821 9037 56, as people read a case number out. */
export function spaced(number: string): string {
  return number.replace(/^(\d{4})(\d{4})(\d{2})$/, "$1 $2 $3");
}

/** The same for sentences without markup: isolated, so that its parts keep their order in Arabic and Urdu too. */
export function spacedInText(number: string): string {
  return `\u2066${spaced(number)}\u2069`;
}
