import assert from "node:assert/strict";
import { test } from "node:test";
import { additionBody } from "../../static/js/lib/addition-body";
import { drain } from "../../static/js/lib/outbox/drain";
import { Outbox } from "../../static/js/lib/outbox/outbox";
import { MemoryStore } from "../../static/js/lib/outbox/store";
import { fakeFetch, fakeWait, json, problem, type Reply } from "./fakes";

const SECRET = "the-secret-of-the-report-1";

async function sent(reply: Reply): Promise<{ outbox: Outbox; fetch: ReturnType<typeof fakeFetch> }> {
  const outbox = new Outbox(new MemoryStore());
  await outbox.begin({ id: "more", kind: "additions", secret: SECRET, language: "es", reportId: "report" });
  await outbox.handOver("more", additionBody("report", "It grew.", [], "es", new Date(0)), null);
  const fetch = fakeFetch(reply);
  await drain(outbox, { fetch, wait: fakeWait() });
  return { outbox, fetch };
}

test("an addition goes to its own address with the key of its report, and is done when the city repeats its id", async () => {
  const receipt = { id: "more", report_id: "report", number: "4821903756", url: "/c/4821903756", status: "received", photos: [] };
  const { outbox, fetch } = await sent(json(201, receipt));
  const [call] = fetch.calls;
  assert.equal(call?.url, "/api/v1/additions/more?lang=es");
  assert.equal(call?.headers.get("Authorization"), `Bearer ${SECRET}`);
  assert.equal((await outbox.find("more"))?.state, "sent");
});

test("one that comes before its report waits", async () => {
  const { outbox } = await sent(problem(409, { code: "report_not_here", detail: "Not yet." }));
  assert.equal((await outbox.find("more"))?.state, "sending");
});

test("one for a closed case stays with the person", async () => {
  const { outbox } = await sent(problem(409, { code: "already_closed", detail: "This case is closed." }));
  const kept = await outbox.find("more");
  assert.deepEqual([kept?.state, kept?.trouble?.message], ["needs-you", "This case is closed."]);
});

test("opened again after a 404 it keeps the key of its report", async () => {
  const { outbox } = await sent(problem(404, { code: "no_such_report", detail: "We have no report that this key opens." }));
  const again = await outbox.reopen("more");
  assert.notEqual(again.id, "more");
  assert.deepEqual([again.secret, again.reportId], [SECRET, "report"]);
});
