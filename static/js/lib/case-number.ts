/** 4821 9037 56, as people read a case number out. */
export function spaced(number: string): string {
  return number.replace(/^(\d{4})(\d{4})(\d{2})$/, "$1 $2 $3");
}
