import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { fit, photoType, preparePhoto, type PhotoTools, type Picture } from "../../static/js/lib/photo";

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array<number>(60).fill(7)]).buffer;

interface Fake extends Picture {
  closed: boolean;
}

function tools(size: [number, number] | "broken", encodedBytes: (quality: number) => number = () => 200_000) {
  const asked: [number, number, number][] = [];
  const picture: Fake = { width: size[0] as number, height: size[1] as number, closed: false, close() { this.closed = true; } };
  const made: PhotoTools<Fake> = {
    decode: async () => { if (size === "broken") throw new Error("cannot decode"); return picture; },
    encode: async (_picture, width, height, quality) => { asked.push([width, height, quality]); return new ArrayBuffer(encodedBytes(quality)); },
    digest: async (bytes) => new Uint8Array(createHash("sha256").update(new Uint8Array(bytes)).digest()).buffer,
  };
  return { made, asked, picture };
}

test("a big photo is scaled to 1600 px and named by its digest", async () => {
  const { made, asked, picture } = tools([4000, 3000]);
  const result = await preparePhoto(JPEG, "image/jpeg", made);
  assert.equal(result.kind, "ready");
  if (result.kind !== "ready") return;
  assert.deepEqual(asked, [[1600, 1200, 0.8]]);
  assert.equal(result.photo.bytes.byteLength, 200_000);
  assert.equal(result.photo.sha256, createHash("sha256").update(new Uint8Array(200_000)).digest("hex"));
  assert.ok(picture.closed);
});

test("a photo that stays heavy is made lighter, and sent even if it stays above the aim", async () => {
  const light = tools([1600, 900], (quality) => quality * 450_000);
  await preparePhoto(JPEG, "image/jpeg", light.made);
  assert.deepEqual(light.asked.map(([, , quality]) => quality), [0.8, 0.7, 0.6]);
  const heavy = tools([1600, 900], () => 900_000);
  assert.equal((await preparePhoto(JPEG, "image/jpeg", heavy.made)).kind, "ready");
});

test("a photo that this browser cannot show is kept as it came", async () => {
  const result = await preparePhoto(JPEG, "image/jpeg", tools("broken").made);
  assert.ok(result.kind === "ready" && result.photo.bytes === JPEG && result.photo.type === "image/jpeg");
});

test("what is no photo, and what is too big, is said so", async () => {
  const song = new TextEncoder().encode("ID3 this is a song").buffer;
  assert.equal((await preparePhoto(song, "image/jpeg", tools("broken").made)).kind, "not-a-photo");
  const huge = new Uint8Array(31 * 1024 * 1024);
  huge.set(new Uint8Array(JPEG));
  assert.equal((await preparePhoto(huge.buffer, "image/jpeg", tools("broken").made)).kind, "too-big");
});

test("the type comes from the bytes, not from the name", () => {
  const type = (text: string) => photoType(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
  assert.equal(type("RIFF....WEBPVP8 "), "image/webp");
  assert.equal(type("....ftypheic...."), "image/heic");
  assert.equal(type("....ftypisom...."), null);
  assert.equal(type("GIF89a..........."), null);
});

test("a small photo is not blown up", () => assert.deepEqual(fit(300, 200, 1600), { width: 300, height: 200 }));
