import assert from "node:assert/strict";
import { test } from "node:test";
import type { Receipt } from "../../static/js/lib/api";
import type { Kept, KeptPhoto, Trouble } from "../../static/js/lib/outbox/types";
import { isUnsent, standingOf } from "../../static/js/lib/standing";
import { Texts } from "../../static/js/lib/texts";
import { keptRow } from "./kept-row";

const TEXTS = new Texts({
  sign_draft: "Not finished", sign_waiting: "Not sent yet", sign_received: "Received", sign_needs_you: "Needs you", 
  say_waiting: "Saved on this phone", say_foreign: "Sign in", say_busy: "Busy", say_refused: "Refused", say_refused_more: "Refused more", say_broken: "Damaged", say_mend: "Mend it", say_changed: "Send the change?",
  photos_going: ["{left} of {count} photo", "{left} of {count} photos"], photos_refused: ["{count} photo lost", "{count} photos lost"],
});

const TROUBLE: Trouble = { status: 0, code: "", message: "", errors: [], isForeign: false };
const RECEIPT: Receipt = { report_id: "", number: "4821903756", url: "", status: "received", expected_on: null, photos: [] };

function photos(...states: KeptPhoto["state"][]): KeptPhoto[] {
  return states.map((state, index) => ({ key: String(index), sha256: "", type: "image/jpeg", bytes: 1, state }));
}

function read(changes: Partial<Kept>): string[] {
  const { sign, sentences } = standingOf(keptRow(changes), TEXTS);
  return [sign, ...sentences.map(({ text }) => text)];
}

test("what each state says", () => {
  assert.deepEqual(read({ state: "draft" }), ["Not finished"]);
  assert.deepEqual(read({ state: "ready" }), ["Not sent yet", "Saved on this phone"]);
  assert.deepEqual(read({ state: "sending", attempts: 3, trouble: TROUBLE }), ["Not sent yet", "Saved on this phone"]);
  assert.deepEqual(read({ state: "sending", trouble: { ...TROUBLE, status: 503 } }), ["Not sent yet", "Saved on this phone", "Busy"]);
  assert.deepEqual(read({ state: "sending", receipt: RECEIPT, photos: photos("received", "kept") }), ["Received", "1 of 2 photos"]);
});

test("somebody on the way who answers for the city is told of, not taken for a busy city", () => {
  assert.deepEqual(read({ state: "sending", trouble: { ...TROUBLE, status: 200, isForeign: true } }), ["Not sent yet", "Saved on this phone", "Sign in"]);
});

test("whoever must do something reads why, in the city's words, and what", () => {
  const trouble = { ...TROUBLE, status: 422, message: "Two things are wrong.", errors: [{ field: "a", message: "Name it." }, { field: "b", message: "Name it." }] };
  assert.deepEqual(read({ state: "needs-you", trouble }), ["Needs you", "Refused", "Two things are wrong.", "Name it.", "Mend it"]);
});

test("the city's words are in the language that the report was written in", () => {
  const { sentences } = standingOf(keptRow({ state: "needs-you", language: "es", trouble: { ...TROUBLE, message: "No." } }), TEXTS);
  assert.deepEqual(sentences.map(({ language }) => language), [undefined, "es", undefined]);
});

test("what can be done in each state", () => {
  const can = (changes: Partial<Kept>) => standingOf(keptRow(changes), TEXTS).actions.join(" ");
  assert.equal(can({ state: "draft" }), "go_on copy delete");
  assert.equal(can({ state: "ready" }), "send open copy delete");
  assert.equal(can({ state: "needs-you" }), "open send copy delete");
});

test("what the city has in part cannot be written anew", () => {
  assert.equal(standingOf(keptRow({ state: "sending", receipt: RECEIPT, photos: photos("kept") }), TEXTS).actions.join(" "), "send copy delete");
});

test("photos that the city did not take stay until the person deletes them", () => {
  const row = keptRow({ state: "sent", receipt: RECEIPT, photos: photos("received", "refused") });
  assert.ok(isUnsent(row));
  assert.deepEqual(read(row), ["Received", "1 photo lost"]);
  assert.deepEqual(standingOf(row, TEXTS).actions, ["copy", "delete"]);
});

test("what was sent whole is no longer in the list", () => {
  assert.ok(!isUnsent(keptRow({ state: "sent", receipt: RECEIPT, photos: photos("received") })));
});

test("what this phone cannot read any more can be copied and deleted, not sent", () => {
  const row = keptRow({ state: "needs-you", trouble: { ...TROUBLE, code: "broken" } });
  assert.deepEqual(read(row), ["Needs you", "Damaged"]);
  assert.deepEqual(standingOf(row, TEXTS).actions, ["copy", "delete"]);
});

test("an addition that was refused is not called a report", () => {
  assert.equal(read({ kind: "additions", state: "needs-you", trouble: TROUBLE })[1], "Refused more");
});

test("a change that the city does not have is offered, to send or to leave", () => {
  const changed = keptRow({ kind: "additions", state: "needs-you", trouble: { ...TROUBLE, status: 409, code: "edited_copy" } });
  assert.deepEqual(read(changed), ["Needs you", "Send the change?"]);
  assert.deepEqual(standingOf(changed, TEXTS).actions, ["send_change", "copy", "drop_change"]);
});

test("while the photos of a changed report go up, nobody is told of a busy city", () => {
  const row = { state: "sending" as const, receipt: RECEIPT, photos: photos("kept"), trouble: { ...TROUBLE, status: 409, code: "edited_copy" } };
  assert.deepEqual(read(row), ["Received", "1 of 1 photo"]);
});

test("a form that was only touched is not worth a line; a photo, a word or a name in it is", () => {
  const summary = { service: "", place: "", words: "" };
  const draft = (...fields: [string, string][]) => ({ fields, place: { kind: "nothing" } as const, step: "photo" });
  assert.ok(!isUnsent(keptRow({ summary, draft: null })));
  assert.ok(!isUnsent(keptRow({ summary, draft: draft(["language", "en"]) })));
  assert.ok(isUnsent(keptRow({ summary, photos: photos("kept") })));
  assert.ok(isUnsent(keptRow({ summary: { ...summary, words: "Ugly" } })));
  assert.ok(isUnsent(keptRow({ summary, draft: draft(["contact_name", "Ana"]) })));
});
