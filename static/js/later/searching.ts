/** What finding a service by words takes: modules/service-picker.ts fetches it when somebody is about to. */
export { pageCatalogue } from "../dom/catalogue";
export { stopCard } from "../dom/stops";
export { ServiceSearch } from "../lib/search-services";
