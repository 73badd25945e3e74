import assert from "node:assert/strict";
import { test } from "node:test";
import { drainBehind } from "../../service_worker/outbox";
import { keptRow } from "./kept-row";
import { IdbStore } from "../../static/js/lib/outbox/idb-store";
import "fake-indexeddb/auto";

test("a worker whose outbox does not open once asks to be called again, and then finds what waits", async () => {
  const store = await IdbStore.open();
  await store.change("r1", () => ({ rows: [keptRow({ id: "r1", state: "needs-you" })] }));
  const { open } = indexedDB;
  indexedDB.open = () => { throw new DOMException("not now", "UnknownError"); };
  const teller = {} as Parameters<typeof drainBehind>[0];
  await assert.rejects(drainBehind(teller), /does not open/);
  indexedDB.open = open;
  await drainBehind(teller);
});
