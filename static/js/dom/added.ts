/** The line that says the city has what was added. It outlives the page that is loaded again to show it. */
import { find } from "./elements";

const NOTE = "stoop-added";

/** The page as it is with what was added, and with the line. */
export function showCaseAgain(): void {
  try {
    sessionStorage.setItem(NOTE, location.pathname);
  } catch {
    // not allowed here: the page shows it in its timeline all the same
  }
  location.assign(location.pathname);
}

export function showIfAdded(): void {
  try {
    if (sessionStorage.getItem(NOTE) === location.pathname) showAdded(false);
    sessionStorage.removeItem(NOTE);
  } catch {
    // not allowed here
  }
}

/** isLate: the page still shows the case as it was before. */
export function showAdded(isLate: boolean): void {
  const line = find(document, "[data-added]");
  find(line, "[data-again]").hidden = !isLate;
  line.hidden = false;
  line.focus();
}
