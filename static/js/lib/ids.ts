/** Names and keys that this device makes for what it sends. */

export interface Random {
  getRandomValues(array: Uint8Array<ArrayBuffer>): unknown;
}

/** A random UUID (version 4). Works on pages without a secure context too, where crypto.randomUUID is missing. */
export function newId(random: Random = crypto): string {
  const bytes = randomBytes(16, random);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** 24 random bytes as 32 url-safe characters: whoever holds them may see what is private in the report. */
export function newSecret(random: Random = crypto): string {
  return base64(randomBytes(24, random).buffer).replace(/\+/g, "-").replace(/\//g, "_");
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

function randomBytes(length: number, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  random.getRandomValues(bytes);
  return bytes;
}
