/** Says how to keep the site as an app: a button where the browser offers it, the steps on an iPhone, else nothing. */
import { find } from "../dom/elements";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const DISMISSED = "stoop-install";

export class InstallHint {
  private offered: InstallPrompt | null = null;

  constructor(private readonly hint: HTMLElement) {
    if (isInstalled() || isDismissed()) return;
    find(hint, "[data-dismiss]").addEventListener("click", () => this.dismiss());
    find(hint, "[data-install]").addEventListener("click", () => void this.install());
    // Only Apple's phones and tablets know the word, and none of them offers anything by itself.
    if ("standalone" in navigator) this.show("[data-steps]");
    addEventListener("beforeinstallprompt", (event) => this.keep(event as InstallPrompt));
    addEventListener("appinstalled", () => this.hide());
  }

  /** The browser's own banner stays away: it would come in the middle of something. */
  private keep(event: InstallPrompt): void {
    event.preventDefault();
    this.offered = event;
    this.show("[data-install]");
  }

  /** An offer can be used once; after a no the browser makes another one later. */
  private async install(): Promise<void> {
    const offered = this.offered;
    this.hide();
    await offered?.prompt();
  }

  private dismiss(): void {
    this.hide();
    try {
      localStorage.setItem(DISMISSED, "no");
    } catch {
      // This browser keeps nothing: the hint comes back with the next page.
    }
  }

  private show(part: string): void {
    find(this.hint, part).hidden = false;
    this.hint.hidden = false;
  }

  private hide(): void {
    this.offered = null;
    this.hint.hidden = true;
  }
}

function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches || ("standalone" in navigator && navigator.standalone === true);
}

function isDismissed(): boolean {
  try {
    return localStorage.getItem(DISMISSED) !== null;
  } catch {
    return false;
  }
}
