/** What any page may hold. The report page adds report.ts. */
import { startModules } from "./dom/start";
import { ErrorSummary } from "./modules/error-summary";
import { InstallHint } from "./modules/install-hint";
import { InstallHint } from "./modules/install-hint";
import { Locate } from "./modules/locate";
import { Menu } from "./modules/menu";

startModules({ "menu": Menu, "error-summary": ErrorSummary, "install-hint": InstallHint, "install-hint": InstallHint, "locate": Locate });
