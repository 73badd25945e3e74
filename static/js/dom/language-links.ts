/** Where scripts run, a draft keeps what was written: another language is a page like any other, not a form sent there. */
import { make } from "./elements";

export function linkLanguages(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[value="language"]')) {
    const { lang, dir, textContent } = button;
    const href = button.getAttribute("formaction") + location.search;
    button.replaceWith(make("a", { href, hreflang: lang, lang, dir, "aria-current": button.getAttribute("aria-current") }, textContent));
  }
}
