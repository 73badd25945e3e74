import assert from "node:assert/strict";
import { test } from "node:test";
import { sendPhotos, sendWords, type PhotoCounts } from "../../static/js/lib/sending";
import { fakeFetch, fakeWait, json, problem, type Call } from "./fakes";

const sending = { id: "1", secret: "s", body: new TextEncoder().encode('{"description":"x"}'), photos: [], language: "en" };
const receipt = { report_id: "1", number: "4821903756", url: "/c/4821903756", status: "received", expected_on: null, photos: [] };

test("an answer that was lost is asked for again with the same id and the same bytes", async () => {
  const fetch = fakeFetch("cut", problem(502, {}), json(200, receipt));
  let retries = 0;
  const answer = await sendWords(sending, { fetch, wait: fakeWait() }, () => retries++);
  assert.deepEqual(answer, { kind: "received", receipt });
  assert.equal(retries, 2);
  assert.deepEqual(new Set(fetch.calls.map((call) => call.url)).size, 1);
  assert.ok(fetch.calls.every((call) => call.body === sending.body));
});

test("a refusal is not repeated", async () => {
  const fetch = fakeFetch(problem(422, { code: "invalid", errors: [] }));
  assert.equal((await sendWords(sending, { fetch, wait: fakeWait() }, () => {})).kind, "refused");
  assert.equal(fetch.calls.length, 1);
});

test("photos go one by one; a bad one does not hold up the others", async () => {
  const photo = (sha256: string) => ({ sha256, bytes: new ArrayBuffer(5) });
  const fetch = fakeFetch((call: Call) =>
    call.url.endsWith("bad") ? problem(415, { code: "wrong_content_type" }) : new Response(null, { status: 204, headers: { "Upload-Offset": "5" } }));
  const seen: PhotoCounts[] = [];
  const states = ["held", "bad", "good"].map((sha256) => ({ sha256, state: sha256 === "held" ? "received" as const : "receiving" as const }));
  const counts = await sendPhotos(sending, ["held", "bad", "good"].map(photo), states, { fetch, wait: fakeWait() }, (count) => seen.push(count));
  assert.deepEqual(counts, { total: 3, sent: 2, refused: 1 });
  assert.deepEqual(fetch.calls.map((call) => call.url), ["/api/v1/reports/1/photos/bad", "/api/v1/reports/1/photos/good"]);
  assert.deepEqual(seen.map((count) => count.sent), [0, 1, 1, 2]);
});
