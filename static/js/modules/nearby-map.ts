/** The map of what is near: opened by its link, or at once where the address says so. Nothing of it is loaded before. */
import { find } from "../dom/elements";
import type { AreaMap } from "./area-map";

export class NearbyMap {
  private readonly toggle: HTMLAnchorElement;
  private readonly label: HTMLElement;
  private readonly showText: string;
  private map: AreaMap | null = null;
  private isBusy = false;

  constructor(private readonly root: HTMLElement) {
    this.toggle = find(root, "[data-toggle]");
    this.label = find(this.toggle, "span");
    this.showText = this.label.textContent ?? "";
    this.toggle.hidden = false;
    this.toggle.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab
      event.preventDefault();
      void this.turn().then(() => this.map?.isOpen && this.toggle.scrollIntoView({ block: "start" })); // all of the map is on the screen then
    });
    if (root.dataset.open !== undefined) void this.turn();
  }

  private async turn(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const isOpen = this.map?.isOpen ?? false;
    try {
      if (isOpen) this.map?.close();
      else await this.open();
      this.show(!isOpen);
    } catch (error) {
      find(this.root, "[data-trouble]").hidden = false;
      console.warn(error);
    }
    this.isBusy = false;
  }

  private async open(): Promise<void> {
    const { AreaMap } = await import("../later/map");
    this.map ??= await AreaMap.begin(this.root, this.toggle);
    this.map.open();
  }

  private show(isOpen: boolean): void {
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.label.textContent = isOpen ? (this.toggle.dataset.hide ?? "") : this.showText;
  }
}
