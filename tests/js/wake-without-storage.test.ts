import { browser } from "./as-page";
import assert from "node:assert/strict";
import { test } from "node:test";
import { openOutbox, wake } from "../../static/js/lib/outbox/wake";
import { SECRET } from "./phone";

test("where the browser refuses storage a report still goes, from memory, and nobody is told that it is kept", async () => {
  Object.assign(globalThis, { indexedDB: { open: () => { throw new DOMException("private mode", "SecurityError"); } } });
  const outbox = await openOutbox();
  assert.equal(outbox.isDurable, false);
  await outbox.begin({ id: "r1", kind: "reports", secret: SECRET, language: "en" });
  await outbox.handOver("r1", new TextEncoder().encode('{"description":"words","photos":[]}'), null);
  assert.equal(await wake(), null);
  assert.equal(browser.city.received.size, 1);
  assert.equal((await outbox.find("r1"))!.state, "sent");
});
