/** How long this browser keeps what is on this phone, and asking it to keep it for good. */
import { find, say } from "../dom/elements";
import { pageTexts } from "../dom/texts";
import { canKeep } from "../lib/kept-here";

export class HowLong {
  constructor(private readonly section: HTMLElement) {
    find(section, "[data-persist]").addEventListener("click", () => void this.ask());
    void this.show();
  }

  private async show(): Promise<void> {
    const [isDurable, isKept] = await Promise.all([canKeep(globalThis.indexedDB), navigator.storage?.persisted?.() ?? false]);
    this.showWhen("refused", !isDurable);
    this.showWhen("kept", isDurable && isKept);
    this.showWhen("loose", isDurable && !isKept);
    this.showWhen("apple-tab", isDurable && isAppleTab());
    find(this.section, "[data-persist]").hidden = !isDurable || isKept || !navigator.storage?.persist;
    this.section.hidden = false;
  }

  private showWhen(name: string, isSo: boolean): void {
    find(this.section, `[data-when-${name}]`).hidden = !isSo;
  }

  private async ask(): Promise<void> {
    const isKept = await navigator.storage.persist();
    await this.show();
    say(find(this.section, "[data-persist-answer]"), pageTexts().say(isKept ? "persist_yes" : "persist_no"));
  }
}

/** Only Apple's phones and tablets know the word, and every browser on them is Safari inside. */
function isAppleTab(): boolean {
  return "standalone" in navigator && navigator.standalone !== true && !matchMedia("(display-mode: standalone)").matches;
}
