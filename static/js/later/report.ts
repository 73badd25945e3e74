/** What the report page needs only once somebody uses it: modules/report-later.ts fetches it. */
import type { ModuleClass } from "../dom/start";
import { IosWarning } from "../modules/ios-warning";
import { PlaceLater } from "../modules/place-later";
import { LikelyCases } from "../modules/likely-cases";
import { Questions } from "../modules/questions";
import { ReportOffer } from "../modules/report-offer";
import { ReportOutcome } from "../modules/report-outcome";
import { ReportReceipt } from "../modules/report-receipt";
import { ReportResume } from "../modules/report-resume";
import { Review } from "../modules/review";
import { TellWhenSent } from "../modules/tell-when-sent";

export const laterModules: Record<string, ModuleClass> = {
  "place-later": PlaceLater,
  "likely-cases": LikelyCases,
  "questions": Questions,
  "review": Review,
  "report-outcome": ReportOutcome,
  "report-receipt": ReportReceipt,
  "report-offer": ReportOffer,
  "tell-when-sent": TellWhenSent,
  "ios-warning": IosWarning,
  "report-resume": ReportResume,
};
