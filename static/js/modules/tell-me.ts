/**
 * The button that asks to be told of something. This phone is asked first, and then the form goes as it does without scripts: the
 * city knows by then where it reaches the reader, or asks for an e-mail address and says why (modules/push-here.ts).
 */
import { make } from "../dom/elements";
import { askToShow } from "../dom/permission";
import type { PushTrouble } from "../lib/push/device";

export class TellMe {
  private isBusy = false;
  private line: HTMLElement | null = null;

  constructor(private readonly form: HTMLFormElement) {
    form.addEventListener("submit", (event) => {
      if (this.isByMail()) return;
      event.preventDefault();
      if (!this.isBusy) void this.ask(askToShow());
    });
  }

  /** Whoever wrote an address wants no messages here. */
  private isByMail(): boolean {
    const field = this.form.elements.namedItem("email");
    return this.form.elements.namedItem("key") !== null || (field instanceof HTMLInputElement && field.value.trim() !== "");
  }

  private async ask(asked: Promise<NotificationPermission> | null): Promise<void> {
    this.isBusy = true;
    this.line?.remove();
    try {
      const { turnOn, passOn } = await import("../later/push");
      const reason = await turnOn(asked).then(() => null, (error: PushTrouble) => error.reason ?? "late");
      if (reason === "offline") return this.sayOffline();
      if (reason) passOn(reason);
      this.form.submit();
    } catch {
      this.sayOffline(); // not even the code came
    } finally {
      this.isBusy = false;
    }
  }

  /** The page stays as it is: it may be the only one that this phone has. */
  private sayOffline(): void {
    this.line = make("p", { role: "alert", class: "small" }, this.form.dataset.offline);
    this.form.append(this.line);
  }
}
