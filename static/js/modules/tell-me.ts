/**
 * The button that asks to be told of something. This phone is asked first, and then the form goes as it does without scripts: the
 * city knows by then where it reaches the reader, or asks for an e-mail address and says why (modules/push-here.ts).
 */
import { make } from "../dom/elements";

export class TellMe {
  private isBusy = false;
  private line: HTMLElement | null = null;

  constructor(private readonly form: HTMLFormElement) {
    form.addEventListener("submit", (event) => {
      // Whoever wrote an address wants no messages here.
      if (form.querySelector<HTMLInputElement>("[name=email]")?.value) return;
      event.preventDefault();
      if (!this.isBusy) void this.ask();
    });
  }

  /** In the tap itself: a moment later browsers would not ask the person any more. */
  private async ask(): Promise<void> {
    const canAsk = "PushManager" in window && !document.cookie.includes("stoop_shared=1");
    const asked = canAsk ? Notification.requestPermission() : null;
    this.isBusy = true;
    this.line?.remove();
    try {
      await (await import("../later/push")).tell(this.form, asked);
    } catch (error) {
      // Not even the code may have come. The page stays as it is: it may be the only one that this phone has.
      const { said } = error as { said?: string };
      this.form.append((this.line = make("p", { role: "alert", class: "small" }, said || this.form.dataset.offline)));
    }
    this.isBusy = false;
  }
}
