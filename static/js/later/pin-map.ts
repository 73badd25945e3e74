/** What pointing at a map takes: modules/place-map.ts fetches it when somebody opens one. */
export { PinMap } from "../dom/pin-map";
