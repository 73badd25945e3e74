/** The way to a map: its code and its style come when somebody opens one, and not before. */
import type { CityMap, MapOptions } from "./city-map";

export type { CityMap, MapOptions, MapTexts } from "./city-map";

/**
 * A map inside `element`, which components/map.html made. Rejects where its code does not come: `element` stays as it was.
 */
export async function openMap(element: HTMLElement, options: MapOptions): Promise<CityMap> {
  const [{ CityMap }] = await Promise.all([import("./city-map"), styled(element.dataset.style ?? "")]);
  return new CityMap(element, options);
}

/** A chunk's own style is not fetched with it: the page says where it stands. Resolves once it is applied. */
function styled(address: string): Promise<void> {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(`no ${address}`));
    });
    document.head.append(link);
  });
}
