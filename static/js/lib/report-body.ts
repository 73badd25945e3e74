/** A filled form as the JSON that the city takes, frozen as bytes. */
import type { DeclaredPhoto } from "./api";

type Fields = Pick<FormData, "get" | "getAll" | "keys">;

/** Names as in the form without scripts; questions that take several answers give a list. */
export function reportBody(fields: Fields, photos: readonly DeclaredPhoto[], severalOf: ReadonlySet<string>, now: Date): Uint8Array<ArrayBuffer> {
  const report = {
    schema: 1,
    service: text(fields, "service"),
    answers: answers(fields, severalOf),
    place: place(fields),
    description: text(fields, "description"),
    language: text(fields, "language"),
    joins: text(fields, "joins") || undefined,
    contact: contact(fields),
    photos: photos.map(({ sha256, bytes, type }) => ({ sha256, bytes, type })),
    client_time: now.toISOString(),
  };
  return new TextEncoder().encode(JSON.stringify(report));
}

function text(fields: Fields, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value.trim() : "";
}

function answers(fields: Fields, severalOf: ReadonlySet<string>): Record<string, unknown> {
  const names = [...new Set(fields.keys())].filter((name) => name.startsWith("answer."));
  const entries = names.map((name) => {
    const values = fields.getAll(name).map((value) => String(value).trim()).filter(Boolean);
    return [name.slice("answer.".length), severalOf.has(name) ? values : values[0]] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value.length !== 0));
}

function place(fields: Fields): Record<string, unknown> | undefined {
  const address = text(fields, "address");
  const [lat, long, accuracy] = ["latitude", "longitude", "accuracy_m"].map((name) => text(fields, name));
  if (lat && long) {
    return { lat: Number(lat), long: Number(long), accuracy_m: Number(accuracy), source: text(fields, "place_source"), address };
  }
  if (address) return { source: "words", address };
  return text(fields, "unplaceable") ? { source: "none" } : undefined;
}

function contact(fields: Fields): Record<string, string> | undefined {
  const entries = ["name", "email", "phone"].map((name) => [name, text(fields, `contact_${name}`)] as const);
  const given = entries.filter(([, value]) => value);
  return given.length ? Object.fromEntries(given) : undefined;
}
