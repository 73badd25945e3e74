/** An address that was chosen from the city's suggestions is a place, unless more is known already, and until it is written over. */
import { find } from "../dom/elements";
import { emit, on } from "../dom/events";
import { afterChoosing, withoutAddress } from "../lib/choosing-place";

export class PlaceWords {
  constructor(root: HTMLElement) {
    const field = find<HTMLInputElement>(root, '[name="address"]');
    const forget = () => emit(root, "place:take", { decide: (known) => withoutAddress(known, field.value.trim()) });
    on(root, "address:chosen", ({ suggestion }) => emit(root, "place:take", { decide: (known) => afterChoosing(known, suggestion) }));
    field.addEventListener("input", forget);
    forget(); // somebody was quicker than this script
  }
}
