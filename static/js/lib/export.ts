/** A copy for the person to keep: text that people read, the data as the city gets it, and the photos. */
import { zipSync } from "fflate";
import type { Kept } from "./outbox/types";
import { reportBody } from "./report-body";
import type { ListedService } from "./services";
import type { Texts } from "./texts";

export interface Copied {
  kept: Kept;
  /** In the order of `kept.photos`; null where the phone holds the bytes no more. */
  photos: readonly (ArrayBuffer | null)[];
}

export interface CopyFile {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a copy is written with. `services`: the city's catalogue, where it is at hand, for the names of questions and answers. */
export interface Wording {
  texts: Texts;
  services: readonly ListedService[];
}

/** What the city gets, as far as people read it. */
interface Told {
  service?: string;
  answers?: Record<string, unknown>;
  description?: string;
  place?: { lat?: number; long?: number; address?: string };
  contact?: { name?: string; email?: string; phone?: string };
}

const ENDINGS: Record<string, string> = {
  "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heif", "image/avif": "avif", "image/gif": "gif",
};

/** One ZIP that every program opens: nothing is compressed, every length stands before its bytes, names are ASCII. */
export async function exportSendings(rows: readonly Copied[], texts: Texts, services: readonly ListedService[] = []): Promise<Blob> {
  const files = copyFiles(rows, { texts, services }).map(({ name, bytes }) => [name, bytes]);
  return new Blob([zipSync(Object.fromEntries(files), { level: 0 })], { type: "application/zip" });
}

/** `report-1.txt`, `report-1.json`, `report-1-photo-1.jpg`, then those of the second. Secrets stay on the phone. */
export function copyFiles(rows: readonly Copied[], wording: Wording): CopyFile[] {
  return rows.flatMap((row, index) => filesOf(row, `report-${index + 1}`, wording));
}

/** `reports-2026-11-21.zip`, by this phone's clock. */
export function copyName(now: Date): string {
  return `reports-${moment(now).slice(0, 10)}.zip`;
}

function filesOf({ kept, photos }: Copied, name: string, wording: Wording): CopyFile[] {
  const body = bodyOf(kept);
  const pictures = photos.flatMap((bytes, index) => (bytes ? [picture(bytes, kept.photos[index]?.type ?? "", `${name}-photo-${index + 1}`)] : []));
  const words = new TextEncoder().encode(readable(kept, body, pictures, wording));
  return [{ name: `${name}.txt`, type: "text/plain", bytes: words }, { name: `${name}.json`, type: "application/json", bytes: body }, ...pictures];
}

function picture(bytes: ArrayBuffer, type: string, name: string): CopyFile {
  return { name: `${name}.${ENDINGS[type] ?? "bin"}`, type, bytes: new Uint8Array(bytes) };
}

/** The frozen bytes; before that, what they would be now. */
function bodyOf({ body, draft, photos, changedAt }: Kept): Uint8Array<ArrayBuffer> {
  if (body) return new Uint8Array(body);
  const form = new FormData();
  for (const [name, value] of draft?.fields ?? []) form.append(name, value);
  const names = [...form.keys()];
  const several = new Set(names.filter((name) => form.getAll(name).length > 1));
  return reportBody(form, photos, several, new Date(changedAt));
}

function readable(kept: Kept, body: Uint8Array, pictures: readonly CopyFile[], { texts, services }: Wording): string {
  const told = toldIn(body);
  const { contact } = told;
  const lines: (string | undefined)[][] = [
    [kept.summary.service || texts.say("copy_report"), standing(kept, texts)],
    [line("copy_place", kept.summary.place || told.place?.address), coordinates(told)],
    [line("copy_words", told.description || kept.summary.words)],
    ...answers(told, services),
    [line("copy_name", contact?.name), line("copy_email", contact?.email), line("copy_phone", contact?.phone)],
    [line("copy_photos", pictures.map(({ name }) => name).join(", "))],
    [line("copy_moment", moment(new Date(kept.changedAt)))],
  ];
  return lines.map((part) => part.filter(Boolean).join("\n")).filter(Boolean).join("\n\n") + "\n";

  function line(name: string, text: string | undefined): string {
    return text ? texts.say(name, { text }) : "";
  }
}

/** Each question with its answer below it; codes where nobody knows their names. */
function answers({ service, answers: given = {} }: Told, services: readonly ListedService[]): string[][] {
  const questions = services.find(({ code }) => code === service)?.questions ?? [];
  return Object.entries(given).map(([code, value]) => {
    const question = questions.find((each) => each.code === code);
    const names = [value].flat().map((key) => question?.values.find((each) => each.key === key)?.name ?? String(key));
    return [question?.label ?? code, names.join(", ")];
  });
}

function standing({ receipt, state }: Kept, texts: Texts): string {
  if (receipt) return texts.say("copy_case", { number: receipt.number });
  return texts.say(state === "draft" ? "copy_draft" : "copy_unsent");
}

function coordinates({ place }: Told): string {
  return typeof place?.lat === "number" && typeof place.long === "number" ? `${place.lat}, ${place.long}` : "";
}

function toldIn(body: Uint8Array): Told {
  try {
    return (JSON.parse(new TextDecoder().decode(body)) as Told | null) ?? {};
  } catch {
    return {};
  }
}

/** Year, month, day and time: read the same way in every language. */
function moment(when: Date): string {
  const [year, month, day, hours, minutes] = [when.getFullYear(), when.getMonth() + 1, when.getDate(), when.getHours(), when.getMinutes()]
    .map((part) => String(part).padStart(2, "0"));
  return `${year}-${month}-${day} ${hours}:${minutes}`;
}
