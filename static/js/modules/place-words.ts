/** An address that was chosen from the city's suggestions is a place, unless more is known already. */
import { emit, on } from "../dom/events";
import { afterChoosing } from "../lib/choosing-place";

export class PlaceWords {
  constructor(root: HTMLElement) {
    on(root, "address:chosen", ({ suggestion }) => emit(root, "place:take", { decide: (known) => afterChoosing(known, suggestion) }));
  }
}
