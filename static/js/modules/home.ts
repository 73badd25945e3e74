/** Home tells whoever has used this phone for reports how they stand. Whoever has not loads nothing for it. */
export class Home {
  constructor(line: HTMLElement) {
    const page = line.ownerDocument;
    const isShown = page.querySelector("[data-own]:not([hidden])") !== null;
    if (isShown || hasUsedOutbox()) void import("../later/home").then(({ showHome }) => showHome(page, line)).catch((error: unknown) => console.error(error));
  }
}

function hasUsedOutbox(): boolean {
  try {
    return localStorage.getItem("stoop") !== null;
  } catch {
    return false;
  }
}
