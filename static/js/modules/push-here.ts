/** Messages on this phone, on the page of one's alerts: whether they are on, a button for it, and why not where there are none. */
import { find } from "../dom/elements";
import { isOn, passedOn, turnOff, turnOn, whyNever } from "../later/push";
import { PushTrouble } from "../lib/push/device";

export class PushHere {
  private isBusy = false;

  constructor(private readonly part: HTMLElement) {
    part.querySelector("[data-turn-on]")?.addEventListener("click", () => void this.change(() => turnOn(Notification.requestPermission())));
    part.querySelector("[data-turn-off]")?.addEventListener("click", () => void this.change(turnOff));
    void this.look();
  }

  private async look(): Promise<void> {
    const reason = passedOn() ?? whyNever() ?? this.whyNot();
    this.show(reason, await isOn().catch(() => false));
  }

  /** What can be different tomorrow. */
  private whyNot(): string {
    if (document.cookie.includes("stoop_shared=1")) return "shared";
    return Notification.permission === "denied" ? "denied" : "";
  }

  /** Where the browser cannot, no button offers it. */
  private show(reason: string, isOnNow: boolean): void {
    for (const line of this.part.querySelectorAll<HTMLElement>("[data-why]")) line.hidden = line.dataset.why !== reason;
    this.part.querySelector("[data-is-on]")?.toggleAttribute("hidden", !isOnNow);
    this.part.querySelector("[data-is-off]")?.toggleAttribute("hidden", isOnNow || whyNever() !== null || this.whyNot() !== "");
    this.part.hidden = false;
  }

  /** What the page says of this phone is the city's to say: it is asked anew. */
  private async change(work: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await work();
      location.reload();
    } catch (error) {
      this.show(error instanceof PushTrouble ? reasonOf(error) : "late", await isOn().catch(() => false));
      find(this.part, "[data-why]:not([hidden])").focus();
    } finally {
      this.isBusy = false;
    }
  }
}

/** The city's no is rare, and its own words would be one more sentence: later it may be a yes. */
function reasonOf({ reason }: PushTrouble): string {
  return reason === "refused" || reason === "gone" ? "late" : reason;
}
