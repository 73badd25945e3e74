import assert from "node:assert/strict";
import { test } from "node:test";
import { takenAt } from "../../static/js/lib/exif";

type Degrees = [number, number, number];

/** A TIFF block with a GPS directory, as phones write it. */
function tiff({ little = true, latitude = [39, 57, 9] as Degrees, north = "N", longitude = [75, 9, 55.5] as Degrees, east = "W" }): Uint8Array {
  const bytes = new Uint8Array(160);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(little ? "II*\0" : "MM\0*"));
  const u16 = (at: number, value: number) => view.setUint16(at, value, little);
  const u32 = (at: number, value: number) => view.setUint32(at, value, little);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    u16(at, tag); u16(at + 2, type); u32(at + 4, count); u32(at + 8, value);
  };
  const letter = (at: number, text: string) => { entry(at, text === "N" || text === "S" ? 1 : 3, 2, 2, 0); bytes[at + 8] = text.charCodeAt(0); };
  const rationals = (at: number, values: Degrees) => values.forEach((value, index) => { u32(at + index * 8, value * 100); u32(at + index * 8 + 4, 100); });
  u32(4, 8); u16(8, 1); entry(10, 0x8825, 4, 1, 30);
  u16(30, 4); letter(32, north); entry(44, 2, 5, 3, 100); letter(56, east); entry(68, 4, 5, 3, 124);
  rationals(100, latitude); rationals(124, longitude);
  return bytes;
}

const join = (...parts: (string | Uint8Array)[]): ArrayBuffer =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? Uint8Array.from(part, (letter) => letter.charCodeAt(0)) : part)])).buffer;

const CARRIERS: [string, (block: Uint8Array) => ArrayBuffer][] = [
  ["JPEG", (block) => join("\xff\xd8\xff\xe1\x00\xa8Exif\0\0", block, "\xff\xd9")],
  ["WebP", (block) => join("RIFF....WEBPEXIF\xa0\0\0\0", block)],
  ["HEIC, after the word in its list of items", (block) => join("....ftypheic....infeExif....mdat\0\0\0\x06Exif\0\0", block)],
];
for (const [carrier, wrap] of CARRIERS) {
  for (const little of [true, false]) {
    test(`the place is read from ${carrier}, ${little ? "little" : "big"}-endian`, () => {
      const place = takenAt(wrap(tiff({ little })));
      assert.ok(place && Math.abs(place.latitude - 39.9525) < 1e-4 && Math.abs(place.longitude + 75.16542) < 1e-4);
    });
  }
}

const NOWHERE: [string, ArrayBuffer][] = [
  ["a photo without a place", join("\xff\xd8\xff\xe0")],
  ["0, 0", join("Exif\0\0", tiff({ latitude: [0, 0, 0], longitude: [0, 0, 0] }))],
  ["a latitude of 139 degrees", join("Exif\0\0", tiff({ latitude: [139, 0, 0] }))],
  ["a block cut in the middle", join("Exif\0\0", tiff({}).slice(0, 90))],
  ["an empty file", new ArrayBuffer(0)],
];
for (const [what, bytes] of NOWHERE) test(`${what} gives no place`, () => assert.equal(takenAt(bytes), null));
