import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fetch } from "../../static/js/lib/api";
import { Outbox } from "../../static/js/lib/outbox/outbox";
import { MemoryStore } from "../../static/js/lib/outbox/store";
import { OwnCases } from "../../static/js/lib/own-cases";
import { fakeFetch, json } from "./fakes";
import { keptRow } from "./kept-row";

const GRAFFITI = {
  number: "4821903756", url: "/en/cases/4821903756", service_name: "Graffiti", icon: "graffiti", status: "scheduled", status_text: "Work is planned",
  where_text: "Center City", received_text: "November 20, 2026", expected_text: "", received_at: "2026-11-20T10:00:00Z", closing_reason: null, thumbnail_url: null,
};
const ANSWER = { checked_at: "2026-11-21T20:07:00Z", checked_text: "November 21, 2026, 3:07 PM", cases: [GRAFFITI] };

function phone({ fetch = fakeFetch("cut") as Fetch, isShared = false, outbox = new Outbox(new MemoryStore()) } = {}) {
  const own = new OwnCases(outbox, { language: "en", fetch, now: () => 5, isShared: async () => isShared });
  return { own, outbox };
}

const seen = async (own: OwnCases) => (await own.list("Received")).map(({ number, statusText, checkedText }) => [number, statusText, checkedText]);

test("what the city says is shown and kept for the way", async () => {
  const { own, outbox } = phone({ fetch: fakeFetch(json(200, ANSWER)) });
  assert.equal(await own.refresh(), true);
  const later = phone({ outbox }).own;
  assert.equal(await later.refresh(), false);
  assert.deepEqual(await seen(later), [["4821903756", "Work is planned", "November 21, 2026, 3:07 PM"]]);
});

test("who answers for the city changes nothing", async () => {
  const hotel = new Response("<html>Sign in</html>", { status: 200, headers: { "Content-Type": "text/html" } });
  for (const answer of [hotel, json(200, { ok: true }), json(200, { cases: "many" }), json(503, ANSWER), "cut" as const]) {
    const { own, outbox } = phone({ fetch: fakeFetch(json(200, ANSWER), answer) });
    await own.refresh();
    assert.equal(await own.refresh(), false);
    assert.equal((await outbox.cases()).length, 1);
  }
});

test("on a phone that others use the answer is shown and not kept", async () => {
  const { own, outbox } = phone({ fetch: fakeFetch(json(200, ANSWER)), isShared: true });
  await own.refresh();
  assert.equal((await seen(own)).length, 1);
  assert.deepEqual(await outbox.cases(), []);
});

test("a phone without room shows the answer all the same", async () => {
  class Full extends MemoryStore {
    override async keepCases(): Promise<void> {
      throw new Error("full");
    }
  }
  const { own } = phone({ fetch: fakeFetch(json(200, ANSWER)), outbox: new Outbox(new Full()) });
  assert.equal(await own.refresh(), true);
  assert.equal((await seen(own)).length, 1);
});

const receipt = (number: string) => ({ report_id: "", number, url: "", status: "received", expected_on: null, photos: [] });

async function sent(outbox: Outbox, ...rows: Parameters<typeof keptRow>[0][]): Promise<void> {
  for (const [index, row] of rows.entries()) await outbox.change(`${index}`, () => ({ rows: [keptRow({ id: `${index}`, state: "sent", ...row })] }));
}

test("what was sent and not asked about yet appears from its receipt", async () => {
  const { own, outbox } = phone({ fetch: fakeFetch(json(200, ANSWER)) });
  await sent(outbox, { receipt: receipt("7777777777"), createdAt: Date.parse("2026-11-21T00:00:00Z") });
  await own.refresh();
  assert.deepEqual(await seen(own), [["7777777777", "Received", ""], ["4821903756", "Work is planned", "November 21, 2026, 3:07 PM"]]);
});

test("two reports that joined one case are one card", async () => {
  const { own, outbox } = phone();
  await sent(outbox, { receipt: receipt("7777777777") }, { receipt: receipt("7777777777") });
  assert.equal((await seen(own)).length, 1);
});

test("an addition is no case of its own", async () => {
  const { own, outbox } = phone();
  await sent(outbox, { kind: "additions", reportId: "x", receipt: receipt("7777777777") });
  assert.deepEqual(await seen(own), []);
});
