/** A button that fills the form's `near` with this phone's place and sends it: what is near goes into the address. */
import { Locating } from "../lib/place";

export class Locate {
  private readonly label: HTMLElement;

  constructor(private readonly button: HTMLElement) {
    this.label = button.querySelector("span") ?? button;
    this.label.setAttribute("aria-live", "polite");
    button.hidden = !("geolocation" in navigator);
    button.addEventListener("click", () => void this.go());
  }

  private async go(): Promise<void> {
    if (this.button.getAttribute("aria-disabled") === "true") return;
    this.button.setAttribute("aria-disabled", "true");
    this.label.textContent = this.button.dataset.busy ?? "";
    const found = await new Locating(navigator.geolocation).result;
    if (typeof found === "object") return this.send(found.latitude, found.longitude);
    this.button.removeAttribute("aria-disabled");
    this.label.textContent = this.button.dataset.failed ?? "";
  }

  /** Four decimals are ten metres: enough to sort a list by. Sent without the browser's checks: the other fields may stay empty. */
  private send(latitude: number, longitude: number): void {
    const form = this.button.closest("form");
    const near = form?.elements.namedItem("near");
    if (!form || !(near instanceof HTMLInputElement)) return;
    for (const name of ["neighbourhood", "address", "bbox"]) {
      const other = form.elements.namedItem(name);
      if (other instanceof HTMLSelectElement || other instanceof HTMLInputElement) other.value = "";
    }
    near.value = `${latitude.toFixed(4)},${longitude.toFixed(4)}`;
    form.submit();
  }
}
