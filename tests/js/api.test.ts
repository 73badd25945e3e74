import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { put } from "../../static/js/lib/api";
import { fakeFetch, json, problem, type Reply } from "./fakes";

const SHA = "ab".repeat(32);
const sending = {
  id: "7d44f4b0-0000-4000-8000-000000000001",
  secret: "s".repeat(32),
  body: new TextEncoder().encode("{}").buffer,
  photos: [{ sha256: SHA, bytes: 10, type: "image/jpeg" }],
  language: "es",
};
const receipt = {
  report_id: sending.id, number: "4821903756", url: "/c/4821903756", status: "received", expected_on: null,
  photos: [{ sha256: SHA, state: "receiving" }],
};

const answered = (reply: Reply) => put(sending, { fetch: fakeFetch(reply) });

test("a receipt that repeats the id, the number and the photos counts as received", async () => {
  const fetch = fakeFetch(json(201, receipt));
  assert.deepEqual(await put(sending, { fetch }), { kind: "received", receipt });
  const call = fetch.calls[0]!;
  assert.equal(call.url, `/api/v1/reports/${sending.id}?lang=es`);
  assert.equal(call.method, "PUT");
  assert.equal(call.headers.get("Authorization"), `Bearer ${sending.secret}`);
  assert.equal(call.body, sending.body);
});

test("it says what its words hash to, so that a change on the way is found out", async () => {
  const fetch = fakeFetch(json(201, receipt));
  await put(sending, { fetch, digest: (bytes) => crypto.subtle.digest("SHA-256", bytes) });
  assert.equal(fetch.calls[0]!.headers.get("Content-Digest"), `sha-256=:${createHash("sha256").update("{}").digest("base64")}:`);
});

test("the word of its kind is part of the address, and a receipt may name it by any word", async () => {
  const fetch = fakeFetch(json(200, { addition_id: sending.id, report_id: "the report", number: "4821903756", photos: receipt.photos }));
  assert.equal((await put({ ...sending, kind: "additions" }, { fetch })).kind, "received");
  assert.equal(fetch.calls[0]!.url, `/api/v1/additions/${sending.id}?lang=es`);
});

const NOT_OURS: [string, Reply][] = [
  ["a page of the hotel's network", new Response("<h1>Welcome</h1>", { status: 200, headers: { "Content-Type": "text/html" } })],
  ["another report's receipt", json(200, { ...receipt, report_id: "other" })],
  ["a receipt without the number", json(200, { ...receipt, number: undefined })],
  ["a receipt that does not know the photo", json(200, { ...receipt, photos: [] })],
  ["broken JSON", new Response("{", { status: 201, headers: { "Content-Type": "application/json" } })],
  ["JSON that is no object", json(200, "welcome")],
  ["a redirect to a login page", new Response(null, { status: 302, headers: { Location: "http://login.example/" } })],
  ["a proxy's own 403 page", new Response("Forbidden", { status: 403 })],
  ["a proxy that finds it too large", new Response("<h1>413</h1>", { status: 413 })],
  ["somebody's JSON 404 without a code of ours", json(404, { error: "no route" })],
  ["a gateway without the city behind it", new Response("<h1>502</h1>", { status: 502 })],
];
for (const [what, reply] of NOT_OURS) {
  test(`${what} means: try again, somebody on the way answered`, async () => {
    const outcome = await answered(reply);
    assert.deepEqual([outcome.kind, "isForeign" in outcome && outcome.isForeign], ["retry", true]);
  });
}

const TRY_AGAIN: [string, Reply, number][] = [
  ["no network", "cut", 0],
  ["a busy server", problem(503, { code: "store_unavailable", detail: "Try again in a minute." }), 503],
  ["a server that trips", problem(500, { code: "unexpected" }), 500],
  ["a server that is full", problem(507, { code: "no_room" }), 507],
  ["too many at once", problem(429, { code: "too_many_requests" }), 429],
  ["a body that changed on its way", problem(408, { code: "changed_on_its_way" }), 408],
  ["an addition that came before its report", problem(409, { code: "report_not_here" }), 409],
  ["too slow for the server", problem(408, { code: "request_timeout" }), 408],
  ["too early", problem(425, { code: "too_early" }), 425],
  ["the same report still being stored", problem(409, { code: "being_stored" }), 409],
  ["a conflict that names no number", problem(409, { code: "already_received" }), 409],
];
for (const [what, reply, status] of TRY_AGAIN) {
  test(`${what} means: try again`, async () => {
    const outcome = await answered(reply);
    assert.equal(outcome.kind, "retry");
    assert.deepEqual("status" in outcome && [outcome.status, outcome.isForeign], [status, false]);
  });
}

test("the city's reason for a delay is kept for the person", async () => {
  const outcome = await answered(problem(503, { code: "store_unavailable", detail: "Try again in a minute." }));
  assert.equal("message" in outcome && outcome.message, "Try again in a minute.");
});

test("the server may say when to come back", async () => {
  const outcome = await answered(new Response(null, { status: 503, headers: { "Retry-After": "7" } }));
  assert.equal("afterMs" in outcome && outcome.afterMs, 7000);
});

test("a report that is there already, with other words, is received under its number", async () => {
  assert.deepEqual(await answered(problem(409, { code: "already_received", number: "4821903756" })), { kind: "conflict", number: "4821903756" });
});

for (const [status, code] of [[400, "broken_json"], [401, "no_secret"], [403, "cross_site"], [404, "no_such_report"], [409, "already_closed"], [413, "request_entity_too_large"], [415, "wrong_content_type"], [422, "invalid"]] as const) {
  test(`the city's own ${status} ${code} is a no`, async () => {
    const outcome = await answered(problem(status, { code, detail: "Look again." }));
    assert.deepEqual(outcome, { kind: "refused", status, code, message: "Look again.", errors: [], isForeign: false });
  });
}

test("a refusal names the fields, and only in the shape we know", async () => {
  const errors = [{ field: "service", message: "Choose what it is." }, { field: 3 }, null];
  const outcome = await answered(problem(422, { code: "invalid", detail: "Look again.", errors }));
  assert.deepEqual("errors" in outcome && outcome.errors, [{ field: "service", message: "Choose what it is." }]);
});

test("a redirect is not followed: it would lead away from the city", async () => {
  const fetch = fakeFetch("cut");
  await put(sending, { fetch });
  assert.equal(fetch.calls[0]!.redirect, "manual");
});
