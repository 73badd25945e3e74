/** What is added to a report as the JSON that the city takes, frozen as bytes. */
import type { DeclaredPhoto } from "./api";

export function additionBody(report: string, words: string, photos: readonly DeclaredPhoto[], language: string, now: Date): Uint8Array<ArrayBuffer> {
  const declared = photos.map(({ sha256, bytes, type }) => ({ sha256, bytes, type }));
  const addition = { schema: 1, report, description: words.trim(), photos: declared, language, client_time: now.toISOString() };
  return new TextEncoder().encode(JSON.stringify(addition));
}
