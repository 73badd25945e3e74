/** Finding and making elements. Text only ever goes in as text. */
import { pageTexts } from "./texts";

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

export function find<E extends Element = HTMLElement>(root: ParentNode, selector: string): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}

export function make<T extends keyof HTMLElementTagNameMap>(tag: T, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of the sprite, as decoration. */
export function icon(name: string): SVGElement {
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${pageTexts().say("sprite")}#${name}`);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function button(text: string, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const made = make("button", { type: "button", ...attributes }, make("span", {}, text));
  made.addEventListener("click", onClick);
  return made;
}

/** Hidden while there is nothing to say, so that no empty box stands there. */
export function say(element: HTMLElement, text: string): void {
  element.textContent = text;
  element.hidden = text === "";
}

// In one built file with these: another of 140 bytes costs the report more than it spares the other pages.
export { emit, on } from "./events";
