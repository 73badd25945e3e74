/** Home alone. */
import { startModules } from "./dom/start";
import { Home } from "./modules/home";

startModules({ "home": Home });
