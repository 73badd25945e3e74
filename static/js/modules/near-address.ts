/** An address chosen from the city's suggestions is where the list is looked at from; what is written over it is no longer. */
import { on } from "../dom/events";

const DECIMALS = 5;

export class NearAddress {
  private readonly form: HTMLFormElement;

  constructor(root: HTMLElement) {
    this.form = root.closest("form")!;
    root.addEventListener("input", () => this.set("near", ""));
    this.form.addEventListener("change", ({ target }) => target instanceof HTMLSelectElement && target.name === "neighbourhood" && this.set("address", ""));
    on(root, "address:chosen", ({ suggestion: { fix } }) => fix && this.look(fix.latitude, fix.longitude));
  }

  private look(latitude: number, longitude: number): void {
    this.set("near", `${latitude.toFixed(DECIMALS)},${longitude.toFixed(DECIMALS)}`);
    for (const name of ["neighbourhood", "bbox"]) this.set(name, "");
  }

  private set(name: string, value: string): void {
    const field = this.form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  }
}
