/** The report page. Where the browser lacks what sending from here takes, the form stays whole and is sent as it is. */
import { startModules } from "./dom/start";
import { PhotoPicker } from "./modules/photo-picker";
import { PlacePicker } from "./modules/place-picker";
import { Questions } from "./modules/questions";
import { ReportSender } from "./modules/report-sender";
import { ReportSteps } from "./modules/report-steps";
import { Review } from "./modules/review";
import { ServicePicker } from "./modules/service-picker";

const page = document.querySelector<HTMLElement>('[data-module="report-steps"]');
const canSend = "createImageBitmap" in window && crypto.subtle !== undefined;

if (page && !canSend) page.dataset.plain = "";
if (page && page.dataset.plain === undefined) {
  startModules({
    "report-steps": ReportSteps,
    "report-sender": ReportSender,
    "photo-picker": PhotoPicker,
    "place-picker": PlacePicker,
    "service-picker": ServicePicker,
    "questions": Questions,
    "review": Review,
  }, page.parentElement!);
}
