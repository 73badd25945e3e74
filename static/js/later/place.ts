/** What saying the place takes beyond the form's own fields: modules/place-later.ts fetches it, and no phone keeps it beforehand. */
import type { ModuleClass } from "../dom/start";
import { AddressField } from "../modules/address-field";
import { PlaceCheck } from "../modules/place-check";
import { PlaceMap } from "../modules/place-map";
import { PlaceWords } from "../modules/place-words";

export const placeModules: Record<string, ModuleClass> = {
  "address-field": AddressField,
  "place-check": PlaceCheck,
  "place-map": PlaceMap,
  "place-words": PlaceWords,
};
