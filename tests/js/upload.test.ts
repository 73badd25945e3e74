import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { Fetch } from "../../static/js/lib/api";
import { Pace } from "../../static/js/lib/pace";
import { upload } from "../../static/js/lib/upload";
import { FakeUploads, fakeFetch, fakeWait, problem } from "./fakes";

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251).buffer;
const job = { url: "/api/v1/reports/1/photos/ab", secret: "s", bytes };

test("a photo goes up in one part", async () => {
  const server = new FakeUploads(1000);
  assert.equal((await upload(job, { fetch: server.fetch, wait: fakeWait() })).kind, "received");
  assert.deepEqual(server.calls, ["PATCH"]);
  assert.deepEqual(server.held, new Uint8Array(bytes));
});

test("a photo goes up in parts, each told as it is kept", async () => {
  const server = new FakeUploads(1000);
  const progress: number[] = [];
  const pace = Object.assign(new Pace(), { next: () => 400 });
  const tools = { fetch: server.fetch, wait: fakeWait(), pace, onProgress: (sent: number) => void progress.push(sent) };
  assert.equal((await upload(job, tools)).kind, "received");
  assert.deepEqual(progress, [400, 800, 1000]);
});

test("after a cut it asks how far the server got and goes on there", async () => {
  const server = new FakeUploads(1000, [300, 0, 650]);
  assert.equal((await upload(job, { fetch: server.fetch, wait: fakeWait() })).kind, "received");
  assert.deepEqual(server.held, new Uint8Array(bytes));
  assert.deepEqual(server.calls, ["PATCH", "HEAD", "PATCH", "HEAD", "PATCH", "HEAD", "PATCH"]);
});

test("what the server held from before is not sent again", async () => {
  const server = new FakeUploads(1000);
  server.held = new Uint8Array(bytes).slice(0, 900);
  assert.equal((await upload(job, { fetch: server.fetch, wait: fakeWait() })).kind, "received");
  assert.deepEqual(server.held, new Uint8Array(bytes));
});

const HERE = { "Tus-Resumable": "1.0.0" };
const at = (offset: number) => new Response(null, { status: 204, headers: { ...HERE, "Upload-Offset": String(offset) } });

for (const [status, code] of [[401, "secret_missing"], [404, "no_such_photo"], [413, "part_too_large"], [415, "wrong_content_type"], [422, "not_a_photo"], [422, "too_many_pixels"]] as const) {
  test(`a photo that the city answers ${status} ${code} is not sent for ever`, async () => {
    const fetch = fakeFetch(problem(status, { code, detail: "No." }));
    const end = await upload(job, { fetch, wait: fakeWait() });
    assert.deepEqual(end, { kind: "refused", status, code, message: "No.", errors: [], isForeign: false });
    assert.equal(fetch.calls.length, 1);
  });
}

test("a photo that the city does not expect is known by the answer's headers alone, for HEAD has no words", async () => {
  const fetch = fakeFetch(new Response(null, { status: 404, headers: HERE }));
  assert.equal((await upload({ ...job, isBegun: true }, { fetch, wait: fakeWait() })).kind, "refused");
});

for (const status of [403, 404, 413]) {
  test(`somebody else's ${status} on the way does not end a photo`, async () => {
    const fetch = fakeFetch(new Response("<h1>no</h1>", { status }), at(0), at(1000));
    assert.equal((await upload(job, { fetch, wait: fakeWait() })).kind, "received");
  });
}

test("bytes that arrive spoiled are sent anew, but not for ever", async () => {
  const fetch = fakeFetch((call) => (call.method === "HEAD" ? at(0) : problem(422, { code: "digest_mismatch" })));
  assert.equal((await upload(job, { fetch, wait: fakeWait() })).kind, "refused");
  assert.equal(fetch.calls.filter((call) => call.method === "PATCH").length, 4);
});

test("each part carries its own checksum", async () => {
  const fetch = fakeFetch(at(1000));
  const digest = (part: ArrayBuffer) => crypto.subtle.digest("SHA-256", part);
  await upload(job, { fetch, wait: fakeWait(), digest });
  const expected = createHash("sha256").update(new Uint8Array(bytes)).digest("base64");
  assert.equal(fetch.calls[0]!.headers.get("Upload-Checksum"), `sha256 ${expected}`);
});

test("a part that changed on its way is sent again as often as it takes", async () => {
  const changed = new Response(JSON.stringify({ code: "checksum_mismatch" }), { status: 460, headers: { ...HERE, "Content-Type": "application/problem+json" } });
  const end = await upload(job, { fetch: fakeFetch((call) => (call.method === "HEAD" ? at(0) : changed)), wait: fakeWait() });
  assert.equal(end.kind, "later", "never refused");
  const replies = [changed, at(0), changed, at(0), at(1000)];
  assert.equal((await upload(job, { fetch: fakeFetch(...replies), wait: fakeWait() })).kind, "received");
});

test("a photo that was begun before asks first where to go on", async () => {
  const server = new FakeUploads(1000);
  server.held = new Uint8Array(bytes).slice(0, 900);
  await upload({ ...job, isBegun: true }, { fetch: server.fetch, wait: fakeWait() });
  assert.deepEqual(server.calls, ["HEAD", "PATCH"]);
  assert.deepEqual(server.held, new Uint8Array(bytes));
});

test("without a network it waits longer each time, then the photo is given back for something else to have its turn", async () => {
  const wait = fakeWait();
  const end = await upload(job, { fetch: fakeFetch("cut"), wait, random: () => 0 });
  assert.deepEqual(end, { kind: "later", afterMs: null, status: 0, code: "", message: "", errors: [], isForeign: false });
  assert.deepEqual(wait.waits, [0, 2000, 2000]);
});

test("each part that arrives gives new patience", async () => {
  const server = new FakeUploads(1000, [200, 200, 200, 200]);
  assert.equal((await upload(job, { fetch: server.fetch, wait: fakeWait() })).kind, "received");
});

test("a short pause that the city asks for is sat out", async () => {
  const busy = new Response(null, { status: 503, headers: { ...HERE, "Retry-After": "5" } });
  const wait = fakeWait();
  assert.equal((await upload(job, { fetch: fakeFetch(busy, at(1000)), wait })).kind, "received");
  assert.deepEqual(wait.waits, [5000]);
});

test("a long pause that the city asks for is not sat out", async () => {
  const full = new Response(null, { status: 507, headers: { ...HERE, "Retry-After": "600" } });
  const wait = fakeWait();
  const end = await upload(job, { fetch: fakeFetch(full), wait });
  assert.deepEqual([end.kind, "afterMs" in end && end.afterMs, wait.waits], ["later", 600_000, []]);
});

test("the next part waits for what is done about the last", async () => {
  const server = new FakeUploads(1000);
  const order: string[] = [];
  const fetch: Fetch = (url, options) => {
    order.push("part");
    return server.fetch(url, options);
  };
  const onProgress = async () => {
    await Promise.resolve();
    order.push("done");
  };
  await upload(job, { fetch, wait: fakeWait(), pace: Object.assign(new Pace(), { next: () => 600 }), onProgress });
  assert.deepEqual(order, ["part", "done", "part", "done"]);
});

test("a server that takes a part but keeps none of it is not hammered", async () => {
  const nothing = new Response(null, { status: 204, headers: { "Upload-Offset": "0" } });
  const done = new Response(null, { status: 204, headers: { "Upload-Offset": "1000" } });
  const wait = fakeWait();
  await upload(job, { fetch: fakeFetch(nothing, nothing, nothing, done), wait, random: () => 0 });
  assert.deepEqual(wait.waits, [0, 2000]);
});
