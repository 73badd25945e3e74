/** The page of one's own cases. */
import { startModules } from "./dom/start";
import { Mine } from "./modules/mine";

startModules({ "mine": Mine });
