/** The report page. Where the browser lacks what sending from here takes, the form stays whole and is sent as it is. */
import { freshen } from "./dom/fresh-form";
import { linkLanguages } from "./dom/language-links";
import { startModules } from "./dom/start";
import { PhotoPicker } from "./modules/photo-picker";
import { PlacePicker } from "./modules/place-picker";
import { ReportDraft } from "./modules/report-draft";
import { ReportLater } from "./modules/report-later";
import { ReportNotice } from "./modules/report-notice";
import { ReportSender } from "./modules/report-sender";
import { ReportSteps } from "./modules/report-steps";
import { ReportUnkept } from "./modules/report-unkept";
import { ServicePicker } from "./modules/service-picker";

const page = document.querySelector<HTMLElement>('[data-module~="report-steps"]');
const canSend = "createImageBitmap" in window && crypto.subtle !== undefined;

// The server's own answer to a plain form keeps its name: its photos are kept under it.
if (page && page.dataset.plain === undefined) freshen(page.querySelector("form")!);
if (page && !canSend) page.dataset.plain = "";
if (page && page.dataset.plain === undefined) {
  linkLanguages();
  page.toggleAttribute("data-resuming", new URLSearchParams(location.search).has("draft"));
  startModules({
    "report-steps": ReportSteps,
    "report-draft": ReportDraft,
    "report-sender": ReportSender,
    "report-unkept": ReportUnkept,
    "report-notice": ReportNotice,
    "report-later": ReportLater,
    "photo-picker": PhotoPicker,
    "place-picker": PlacePicker,
    "service-picker": ServicePicker,
  }, page.parentElement!);
}
