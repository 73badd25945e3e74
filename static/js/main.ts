/** What any page may hold. The report page adds report.ts. */
import { startModules } from "./dom/start";
import { AppWorker } from "./modules/app-worker";
import { ErrorSummary } from "./modules/error-summary";
import { InstallHint } from "./modules/install-hint";
import { Locate } from "./modules/locate";
import { Menu } from "./modules/menu";
import { TellMe } from "./modules/tell-me";
import { isDue } from "./lib/push/due";

startModules({ "app-worker": AppWorker, "menu": Menu, "error-summary": ErrorSummary, "install-hint": InstallHint, "locate": Locate, "tell-me": TellMe });

/** Where a phone has used the outbox, whatever waits in it goes from any page; where it is shared, what was sent goes too. */
function hasUsedOutbox(): boolean {
  try {
    return localStorage.getItem("stoop") !== null || document.cookie.includes("stoop_shared=1");
  } catch {
    return true;
  }
}

if (hasUsedOutbox()) void import("./lib/outbox/opening").then(({ atOpening }) => atOpening(document.cookie)).catch((error: unknown) => console.error(error));

/** Where messages are on, the city hears at each visit that they still are: browsers change subscriptions, and cities their keys. */
const LATER_MS = 5_000;
if (isDue(document.documentElement.lang)) setTimeout(() => void import("./later/push").then(({ renew }) => renew()).catch((error: unknown) => console.info("Messages:", error)), LATER_MS);
