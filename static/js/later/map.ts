/** What the page of what is near needs once its map is opened: modules/nearby-map.ts fetches it. */
export { AreaMap } from "../modules/area-map";
