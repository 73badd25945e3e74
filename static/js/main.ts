/** What any page may hold. The report page adds report.ts. */
import { startModules } from "./dom/start";
import { ErrorSummary } from "./modules/error-summary";
import { Locate } from "./modules/locate";
import { Menu } from "./modules/menu";

startModules({ "menu": Menu, "error-summary": ErrorSummary, "locate": Locate });
