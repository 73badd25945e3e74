/** Fetches what suggests addresses and shows the map: only a phone with a network has a use for it. */
import { startModules } from "../dom/start";

export class PlaceLater {
  constructor(root: HTMLElement) {
    void this.load(root).catch(() => {}); // words are a place without it
  }

  private async load(root: HTMLElement): Promise<void> {
    const { placeModules } = await import("../later/place");
    startModules(placeModules, root.parentElement!);
  }
}
