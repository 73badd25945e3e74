import assert from "node:assert/strict";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { copyFiles, copyName, exportSendings, type Copied } from "../../static/js/lib/export";
import type { Kept } from "../../static/js/lib/outbox/types";
import { Texts } from "../../static/js/lib/texts";
import { keptRow } from "./kept-row";

const TEXTS = new Texts({
  copy_report: "A report",
  copy_draft: "Not finished",
  copy_unsent: "Not sent",
  copy_case: "Case {number}",
  copy_place: "Place: {text}",
  copy_words: "Words: {text}",
  copy_name: "Name: {text}",
  copy_photos: "Photos: {text}",
  copy_moment: "Saved: {text}",
});
const SURFACE = { code: "surface", datatype: "multivaluelist", required: true, label: "What is it on?", hint: "", order: 1, values: [{ key: "br", name: "Brick" }, { key: "gl", name: "Glass" }] } as const;
const SERVICES = [{ code: "SR-ST01", name: "Graffiti", description: "", keywords: [], questions: [SURFACE] }];
const WORDING = { texts: TEXTS, services: SERVICES };
const SECRET = "a-secret-of-thirty-two-characters";

function kept(changes: Partial<Kept> = {}): Kept {
  return keptRow({ secret: SECRET, changedAt: new Date(2026, 10, 21, 15, 7).getTime(), ...changes });
}

function draft(...fields: [string, string][]): Kept["draft"] {
  return { fields, place: { kind: "nothing" }, step: "details" };
}

function photo(key: string, type = "image/jpeg"): Kept["photos"][number] {
  return { key, sha256: key, type, bytes: 3, state: "kept" };
}

function textIn(rows: readonly Copied[], name: string): string {
  const found = copyFiles(rows, WORDING).find((file) => file.name === name);
  assert.ok(found, `no ${name}`);
  return new TextDecoder().decode(found.bytes);
}

test("the copy of a draft says in words what was written so far", () => {
  const row = kept({ draft: draft(["description", "Ugly\nand large"], ["contact_name", "Ana"], ["latitude", "39.95"], ["longitude", "-75.16"]) });
  const text = textIn([{ kept: row, photos: [] }], "report-1.txt");
  assert.equal(text, "Graffiti\nNot finished\n\nPlace: 1234 Market St\n39.95, -75.16\n\nWords: Ugly\nand large\n\nName: Ana\n\nSaved: 2026-11-21 15:07\n");
});

test("the data of a draft are what would be sent now", () => {
  const row = kept({ draft: draft(["service", "SR-ST01"], ["answer.where", "wall"], ["answer.where", "bridge"], ["answer.size", "big"]) });
  const data = JSON.parse(textIn([{ kept: row, photos: [] }], "report-1.json")) as { service: string; answers: unknown };
  assert.equal(data.service, "SR-ST01");
  assert.deepEqual(data.answers, { where: ["wall", "bridge"], size: "big" });
});

test("answers are copied by their names, and by their codes where nobody knows these", () => {
  const row = kept({ draft: draft(["service", "SR-ST01"], ["answer.surface", "br"], ["answer.surface", "gl"], ["answer.height", "3"]) });
  const text = textIn([{ kept: row, photos: [] }], "report-1.txt");
  assert.match(text, /\n\nWhat is it on\?\nBrick, Glass\n\nheight\n3\n/);
});

test("the data of a report that was handed over are its bytes, to the last one", () => {
  const body = new TextEncoder().encode('{"description":"\u00fc",  "schema":1}');
  const row = { kept: kept({ state: "ready", body: body.buffer }), photos: [] };
  assert.deepEqual(copyFiles([row], WORDING).find(({ name }) => name === "report-1.json")?.bytes, body);
  assert.match(textIn([row], "report-1.txt"), /Not sent\n[^]*Words: ü/);
});

test("a copy of what the city has names its case", () => {
  const receipt = { report_id: "", number: "4821903756", url: "", status: "received", expected_on: null, photos: [] };
  assert.match(textIn([{ kept: kept({ state: "sending", receipt }), photos: [] }], "report-1.txt"), /Case 4821903756/);
});

test("nobody who gets the copy can open what is private", () => {
  const row = kept({ draft: draft(["description", "x"]), body: null });
  for (const { bytes } of copyFiles([{ kept: row, photos: [] }], WORDING)) assert.ok(!new TextDecoder().decode(bytes).includes(SECRET));
});

test("a report without any word has a copy too", () => {
  assert.match(textIn([{ kept: kept({ summary: { service: "", place: "", words: "" } }), photos: [] }], "report-1.txt"), /^A report\n/);
});

test("the ZIP holds every report with its photos, byte for byte", async () => {
  const [first, second] = [Uint8Array.of(1, 2, 3), Uint8Array.of(9, 8, 7, 6)];
  const rows = [
    { kept: kept({ photos: [photo("a"), photo("b", "image/heic")] }), photos: [first.buffer, second.buffer] },
    { kept: kept(), photos: [] },
  ];
  const files = unzipSync(new Uint8Array(await (await exportSendings(rows, TEXTS)).arrayBuffer()));
  assert.deepEqual(Object.keys(files).sort(), [
    "report-1-photo-1.jpg", "report-1-photo-2.heic", "report-1.json", "report-1.txt", "report-2.json", "report-2.txt",
  ]);
  assert.deepEqual([...files["report-1-photo-1.jpg"]!], [...first]);
  assert.deepEqual([...files["report-1-photo-2.heic"]!], [...second]);
});

test("a photo that the phone holds no more leaves the others their numbers", () => {
  const row = { kept: kept({ photos: [photo("a"), photo("b")] }), photos: [null, Uint8Array.of(1).buffer] };
  assert.deepEqual(copyFiles([row], WORDING).map(({ name }) => name), ["report-1.txt", "report-1.json", "report-1-photo-2.jpg"]);
  assert.match(textIn([row], "report-1.txt"), /Photos: report-1-photo-2\.jpg/);
});

test("a photo of a kind that nobody knows is copied all the same", () => {
  const row = { kept: kept({ photos: [photo("a", "")] }), photos: [Uint8Array.of(1).buffer] };
  assert.equal(copyFiles([row], WORDING).at(-1)?.name, "report-1-photo-1.bin");
});

test("data that cannot be read are copied as they are", () => {
  const row = { kept: kept({ body: Uint8Array.of(123, 0).buffer }), photos: [] };
  assert.match(textIn([row], "report-1.txt"), /^Graffiti/);
});

test("the archive is named by the day", () => {
  assert.equal(copyName(new Date(2026, 0, 2)), "reports-2026-01-02.zip");
});
