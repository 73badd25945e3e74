import assert from "node:assert/strict";
import { test } from "node:test";
import { upload } from "../../static/js/lib/upload";
import { FakeUploads, fakeFetch, fakeWait } from "./fakes";

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251).buffer;
const job = { url: "/api/v1/reports/1/photos/ab", secret: "s", bytes };

test("a photo goes up in one part", async () => {
  const server = new FakeUploads(1000);
  assert.equal(await upload(job, { fetch: server.fetch, wait: fakeWait() }), "received");
  assert.deepEqual(server.calls, ["PATCH"]);
  assert.deepEqual(server.held, new Uint8Array(bytes));
});

test("a photo goes up in parts, each told as it is kept", async () => {
  const server = new FakeUploads(1000);
  const progress: number[] = [];
  const tools = { fetch: server.fetch, wait: fakeWait(), partBytes: () => 400, onProgress: (sent: number) => progress.push(sent) };
  assert.equal(await upload(job, tools), "received");
  assert.deepEqual(progress, [400, 800, 1000]);
});

test("after a cut it asks how far the server got and goes on there", async () => {
  const server = new FakeUploads(1000, [300, 0, 650]);
  assert.equal(await upload(job, { fetch: server.fetch, wait: fakeWait() }), "received");
  assert.deepEqual(server.held, new Uint8Array(bytes));
  assert.deepEqual(server.calls, ["PATCH", "HEAD", "PATCH", "HEAD", "PATCH", "HEAD", "PATCH"]);
});

test("what the server held from before is not sent again", async () => {
  const server = new FakeUploads(1000);
  server.held = new Uint8Array(bytes).slice(0, 900);
  assert.equal(await upload(job, { fetch: server.fetch, wait: fakeWait() }), "received");
  assert.deepEqual(server.held, new Uint8Array(bytes));
});

test("without a network it waits longer each time and never gives up", async () => {
  const done = new Response(null, { status: 204, headers: { "Upload-Offset": "1000" } });
  const wait = fakeWait();
  const end = await upload(job, { fetch: fakeFetch("cut", "cut", "cut", "cut", done), wait, random: () => 0 });
  assert.equal(end, "received");
  assert.deepEqual(wait.waits, [0, 2000, 2000, 4000]);
});

test("a server that says when to come back is waited for", async () => {
  const busy = new Response(null, { status: 507, headers: { "Retry-After": "60" } });
  const done = new Response(null, { status: 200, headers: { "Upload-Offset": "1000" } });
  const wait = fakeWait();
  await upload(job, { fetch: fakeFetch(busy, done), wait });
  assert.deepEqual(wait.waits, [60_000]);
});

for (const status of [403, 404, 413, 415]) {
  test(`a photo answered ${status} is not sent for ever`, async () => {
    const fetch = fakeFetch(new Response(null, { status }));
    assert.equal(await upload(job, { fetch, wait: fakeWait() }), "refused");
    assert.equal(fetch.calls.length, 1);
  });
}

test("bytes that arrive spoiled are sent anew, but not for ever", async () => {
  const fetch = fakeFetch((call) => new Response(null, call.method === "HEAD" ? { status: 200, headers: { "Upload-Offset": "0" } } : { status: 422 }));
  assert.equal(await upload(job, { fetch, wait: fakeWait() }), "refused");
  assert.equal(fetch.calls.filter((call) => call.method === "PATCH").length, 4);
});

test("a server that takes a part but keeps none of it is not hammered", async () => {
  const nothing = new Response(null, { status: 204, headers: { "Upload-Offset": "0" } });
  const done = new Response(null, { status: 204, headers: { "Upload-Offset": "1000" } });
  const wait = fakeWait();
  await upload(job, { fetch: fakeFetch(nothing, nothing, nothing, done), wait, random: () => 0 });
  assert.deepEqual(wait.waits, [0, 2000]);
});
