/** A case of one's own: what is added to it goes through the outbox, where this phone keeps one. Else the form is sent as it is. */
import { hasKept } from "./dom/outbox";

const canSend = "createImageBitmap" in window && crypto.subtle !== undefined;

if (canSend && hasKept()) {
  void import("./later/addition").then(({ startAddition }) => startAddition(document)).catch((error: unknown) => console.error(error));
}
