/** Makes a photo ready to send: small enough for a slow network, as bytes that stay in memory. */
import { hex } from "./ids";

export interface Photo {
  sha256: string;
  type: string;
  bytes: ArrayBuffer;
}

/** A decoded photo, upright. */
export interface Picture {
  width: number;
  height: number;
  close(): void;
}

export interface PhotoTools<P extends Picture> {
  /** Rejects what this browser cannot show (HEIC outside Safari, broken files). */
  decode: (bytes: ArrayBuffer, type: string) => Promise<P>;
  encode: (picture: P, width: number, height: number, quality: number) => Promise<ArrayBuffer | null>;
  digest: (bytes: ArrayBuffer) => Promise<ArrayBuffer>;
}

export type PhotoResult = { kind: "ready"; photo: Photo } | { kind: "not-a-photo" | "too-big" };

const LONG_SIDE_PX = 1600;
const AIM_BYTES = 300_000;
const QUALITIES = [0.8, 0.7, 0.6, 0.5];
const MOST_BYTES = 30 * 1024 * 1024;

/** Never loses a photo that the city may be able to read: what cannot be decoded here is sent as it came. */
export async function preparePhoto<P extends Picture>(bytes: ArrayBuffer, type: string, tools: PhotoTools<P>): Promise<PhotoResult> {
  const smaller = await scaled(bytes, type, tools).catch(() => null);
  if (smaller) return ready(smaller, "image/jpeg", tools);
  const seen = photoType(bytes);
  if (!seen) return { kind: "not-a-photo" };
  return bytes.byteLength > MOST_BYTES ? { kind: "too-big" } : ready(bytes, seen, tools);
}

async function scaled<P extends Picture>(bytes: ArrayBuffer, type: string, tools: PhotoTools<P>): Promise<ArrayBuffer | null> {
  const picture = await tools.decode(bytes, type);
  try {
    const { width, height } = fit(picture.width, picture.height, LONG_SIDE_PX);
    let smallest: ArrayBuffer | null = null;
    for (const quality of QUALITIES) {
      smallest = (await tools.encode(picture, width, height, quality)) ?? smallest;
      if (smallest && smallest.byteLength <= AIM_BYTES) break;
    }
    return smallest;
  } finally {
    picture.close();
  }
}

async function ready<P extends Picture>(bytes: ArrayBuffer, type: string, tools: PhotoTools<P>): Promise<PhotoResult> {
  return { kind: "ready", photo: { sha256: hex(new Uint8Array(await tools.digest(bytes))), type, bytes } };
}

export function fit(width: number, height: number, longSide: number): { width: number; height: number } {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const BRANDS: Record<string, string> = { avif: "image/avif", heic: "image/heic", heix: "image/heic", mif1: "image/heif", msf1: "image/heif" };

/** The type that the first bytes show, among those the city takes; null for anything else. */
export function photoType(bytes: ArrayBuffer): string | null {
  const start = String.fromCharCode(...new Uint8Array(bytes.slice(0, 12)));
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (start.startsWith("RIFF") && start.slice(8) === "WEBP") return "image/webp";
  return start.slice(4, 8) === "ftyp" ? (BRANDS[start.slice(8)] ?? null) : null;
}
