/** The page that stands in for one that is not saved: lists the cases that are. */
import { startModules } from "./dom/start";
import { SavedCases } from "./modules/saved-cases";

startModules({ "saved-cases": SavedCases });
