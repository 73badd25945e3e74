/** The switch for a phone that several people use. Works at once and without a connection; the server hears of it after. */
import { find } from "../dom/elements";
import { forgetMessages } from "../dom/forget-messages";
import { forgetSent, isShared, keepShared, saidShared, sharedCookie } from "../lib/outbox/shared";
import { noteUse } from "../lib/outbox/signs";
import { openOutbox } from "../lib/outbox/wake";

export class SharedSwitch {
  constructor(private readonly form: HTMLFormElement) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.turn((event.submitter as HTMLButtonElement | null)?.value !== "off");
    });
    void this.follow();
  }

  /** The page may be a saved copy: how it is stands in the cookie, and in the outbox where there is one. */
  private async follow(): Promise<void> {
    const hasOutbox = localStorage.getItem("stoop") !== null || saidShared(document.cookie) === true;
    const outbox = hasOutbox ? await openOutbox() : null;
    this.show(outbox !== null && (await isShared(outbox, document.cookie)));
    if (outbox) await forgetSent(outbox, document.cookie);
    this.tell();
  }

  private async turn(isOn: boolean): Promise<void> {
    document.cookie = sharedCookie(isOn, location.protocol === "https:");
    noteUse();
    const outbox = await openOutbox();
    await keepShared(outbox, isOn);
    if (isOn) await forgetMessages(outbox); // whoever holds the phone next would read them
    this.show(isOn);
    find(this.form, "button:not([hidden])").focus();
    this.tell();
    // Without a connection the keys end with the browser once this page is opened again.
    await fetch(this.form.action, { method: "POST", body: new URLSearchParams({ shared: isOn ? "on" : "off" }), redirect: "manual" }).catch(() => undefined);
  }

  private show(isOn: boolean): void {
    find(this.form, "[data-when-shared]").hidden = !isOn;
    find(this.form, '[value="on"]').hidden = isOn;
    find(this.form, '[value="off"]').hidden = !isOn;
  }

  /** What is kept here may have changed. */
  private tell(): void {
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
