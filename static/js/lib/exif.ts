/** Reads where a photo was taken. The block is the same in JPEG, WebP, HEIC and AVIF: a small TIFF after the word "Exif". */

export interface TakenAt {
  latitude: number;
  longitude: number;
}

const GPS_TAG = 0x8825;
const LATITUDE = { reference: 1, value: 2, negative: "S", most: 90 };
const LONGITUDE = { reference: 3, value: 4, negative: "W", most: 180 };
const RATIONAL_BYTES = 8;

export function takenAt(bytes: ArrayBuffer): TakenAt | null {
  for (const start of tiffStarts(new Uint8Array(bytes))) {
    try {
      const place = placeIn(new DataView(bytes, start));
      if (place) return place;
    } catch {
      continue; // an offset that points outside the file: not a block of ours
    }
  }
  return null;
}

/** Each place where "Exif" or "EXIF" is followed, within ten bytes, by a TIFF header. */
function* tiffStarts(bytes: Uint8Array): Generator<number> {
  for (let at = bytes.indexOf(0x45); at >= 0; at = bytes.indexOf(0x45, at + 1)) {
    if (text(bytes, at, 4).toLowerCase() !== "exif") continue;
    for (let start = at + 4; start <= at + 14; start++) if (/^(II\*\0|MM\0\*)/.test(text(bytes, start, 4))) yield start;
  }
}

function text(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

function placeIn(tiff: DataView): TakenAt | null {
  const little = tiff.getUint8(0) === 0x49;
  const gps = entries(tiff, tiff.getUint32(4, little), little).get(GPS_TAG);
  if (gps === undefined) return null;
  const found = entries(tiff, tiff.getUint32(gps + 8, little), little);
  const latitude = degrees(tiff, found, LATITUDE, little);
  const longitude = degrees(tiff, found, LONGITUDE, little);
  if (latitude === null || longitude === null || (latitude === 0 && longitude === 0)) return null;
  return { latitude, longitude };
}

/** Tag → where its 12 bytes start. */
function entries(tiff: DataView, start: number, little: boolean): Map<number, number> {
  const count = tiff.getUint16(start, little);
  return new Map(Array.from({ length: count }, (_, index) => {
    const at = start + 2 + index * 12;
    return [tiff.getUint16(at, little), at];
  }));
}

function degrees(tiff: DataView, found: Map<number, number>, axis: typeof LATITUDE, little: boolean): number | null {
  const [reference, value] = [found.get(axis.reference), found.get(axis.value)];
  if (reference === undefined || value === undefined) return null;
  const start = tiff.getUint32(value + 8, little);
  const [whole, minutes, seconds] = [0, 1, 2].map((part) => rational(tiff, start + part * RATIONAL_BYTES, little));
  const size = whole! + minutes! / 60 + seconds! / 3600;
  if (!(size <= axis.most)) return null;
  return String.fromCharCode(tiff.getUint8(reference + 8)) === axis.negative ? -size : size;
}

/** Some phones write 0/0 for seconds they do not know. */
function rational(tiff: DataView, at: number, little: boolean): number {
  const below = tiff.getUint32(at + 4, little);
  return below === 0 ? 0 : tiff.getUint32(at, little) / below;
}
