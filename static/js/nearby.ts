/** What is near, alone. */
import { startModules } from "./dom/start";
import { NearbyMap } from "./modules/nearby-map";

startModules({ "nearby-map": NearbyMap });
