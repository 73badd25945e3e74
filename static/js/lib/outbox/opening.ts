/** What every page does with the outbox when it opens. */
import { forgetSent } from "./shared";
import { openOutbox, wake } from "./wake";

/** What waits goes out. On a shared phone what the city has goes first; if that fails, sending does not. */
export async function atOpening(cookies: string): Promise<void> {
  await forgetSent(await openOutbox(), cookies).catch((error: unknown) => console.error(error));
  await wake({ onReceipt: ({ id }) => tellReceipt(id) });
}

/** The worker says it where nobody looks at a page. */
function tellReceipt(id: string): void {
  navigator.serviceWorker?.controller?.postMessage({ type: "receipt", id });
}
