import assert from "node:assert/strict";
import { test } from "node:test";
import { putReport } from "../../static/js/lib/api";
import { fakeFetch, json, problem, type Reply } from "./fakes";

const SHA = "ab".repeat(32);
const sending = {
  id: "7d44f4b0-0000-4000-8000-000000000001",
  secret: "s".repeat(32),
  body: new TextEncoder().encode("{}"),
  photos: [{ sha256: SHA, bytes: 10, type: "image/jpeg" }],
  language: "es",
};
const receipt = {
  report_id: sending.id, number: "4821903756", url: "/c/4821903756", status: "received", expected_on: null,
  photos: [{ sha256: SHA, state: "receiving" }],
};

const put = (reply: Reply) => putReport(sending, fakeFetch(reply));

test("a receipt that repeats the id, the number and the photos counts as received", async () => {
  const fetch = fakeFetch(json(201, receipt));
  assert.deepEqual(await putReport(sending, fetch), { kind: "received", receipt });
  const call = fetch.calls[0]!;
  assert.equal(call.url, `/api/v1/reports/${sending.id}?lang=es`);
  assert.equal(call.method, "PUT");
  assert.equal(call.headers.get("Authorization"), `Bearer ${sending.secret}`);
  assert.equal(call.body, sending.body);
});

const TRY_AGAIN: [string, Reply][] = [
  ["no network", "cut"],
  ["a page of the hotel's network", new Response("<h1>Welcome</h1>", { status: 200, headers: { "Content-Type": "text/html" } })],
  ["another report's receipt", json(200, { ...receipt, report_id: "other" })],
  ["a receipt without the number", json(200, { ...receipt, number: undefined })],
  ["a receipt that does not know the photo", json(200, { ...receipt, photos: [] })],
  ["broken JSON", new Response("{", { status: 201, headers: { "Content-Type": "application/json" } })],
  ["a busy server", problem(503, {})],
  ["too many at once", problem(429, {})],
  ["the same report still being stored", problem(409, { title: "Still being stored" })],
  ["a proxy's own 403 page", new Response("Forbidden", { status: 403 })],
];
for (const [what, reply] of TRY_AGAIN) {
  test(`${what} means: try again`, async () => assert.equal((await put(reply)).kind, "retry"));
}

test("the server may say when to come back", async () => {
  assert.deepEqual(await put(new Response(null, { status: 503, headers: { "Retry-After": "7" } })), { kind: "retry", afterMs: 7000 });
});

test("a report that is there already, with other words, is received under its number", async () => {
  assert.deepEqual(await put(problem(409, { number: "4821903756" })), { kind: "conflict", number: "4821903756" });
});

test("a refusal names the fields, and only in the shape we know", async () => {
  const errors = [{ field: "service", message: "Choose what it is." }, { field: 3 }, null];
  assert.deepEqual(await put(problem(422, { detail: "Look again.", errors })), {
    kind: "refused", status: 422, message: "Look again.", errors: [{ field: "service", message: "Choose what it is." }],
  });
});
