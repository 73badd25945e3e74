/** "Stop everything": this browser forgets its subscription before the city does. */
import { forget } from "../later/push";

const PATIENCE_MS = 8_000;

export class AlertsEnd {
  constructor(form: HTMLFormElement) {
    // A page that was opened from an e-mail speaks of somebody who may have another phone.
    if (form.elements.namedItem("key") !== null) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
      void Promise.race([forget().catch(console.error), late]).then(() => form.submit());
    });
  }
}
