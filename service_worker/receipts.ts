/** The receipt of a report that was sent while nobody looked. */
import { spacedInText } from "../static/js/lib/case-number";
import type { Kept } from "../static/js/lib/outbox/types";
import type { Build } from "./world";

export interface Teller {
  build: Build;
  registration: Pick<ServiceWorkerRegistration, "showNotification">;
  isAllowed(): boolean;
  /** Whether somebody looks at one of our pages: it says everything itself. */
  isWatched(): Promise<boolean>;
}

/** One notification a report; a tap on it opens the case. */
export async function tellReceipt({ id, told, receipt, language }: Kept, { build, registration, isAllowed, isWatched }: Teller): Promise<void> {
  if (!told || !receipt || !isAllowed() || (await isWatched())) return;
  const number = spacedInText(receipt.number);
  await registration.showNotification(told.title.replace("{number}", number), {
    body: told.body.replace("{number}", number),
    tag: id,
    lang: language,
    dir: build.rightToLeft.includes(language) ? "rtl" : "ltr",
    icon: build.icon,
    badge: build.badge,
    data: { url: receipt.url },
  });
}
