/** PUT of a report, and what each answer means for the person who sent it. */
import { retryAfterMs } from "./retry";

export interface DeclaredPhoto {
  sha256: string;
  bytes: number;
  type: string;
}

export interface PhotoState {
  sha256: string;
  state: "receiving" | "received" | "ready" | "withheld";
}

export interface Receipt {
  report_id: string;
  number: string;
  url: string;
  status: string;
  expected_on: string | null;
  expected_text?: string;
  agency_text?: string;
  photos: PhotoState[];
}

export interface FieldError {
  field: string;
  message: string;
}

/** conflict: the server holds this report already, with other words; it counts as received. */
export type Outcome =
  | { kind: "received"; receipt: Receipt }
  | { kind: "conflict"; number: string }
  | { kind: "refused"; status: number; message: string; errors: FieldError[] }
  | { kind: "retry"; afterMs: number | null };

export interface Sending {
  id: string;
  secret: string;
  /** Frozen at the first try: the same bytes each time let the server tell a repeat from a change. */
  body: Uint8Array<ArrayBuffer>;
  photos: readonly DeclaredPhoto[];
  language: string;
}

export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

const PATIENCE_MS = 60_000;
const TRY_LATER = new Set([408, 425, 429]);

export async function putReport(sending: Sending, fetch: Fetch): Promise<Outcome> {
  try {
    const response = await fetch(`/api/v1/reports/${sending.id}?lang=${encodeURIComponent(sending.language)}`, {
      method: "PUT",
      headers: { "Authorization": `Bearer ${sending.secret}`, "Content-Type": "application/json" },
      body: sending.body,
      redirect: "error",
      signal: AbortSignal.timeout?.(PATIENCE_MS) ?? null,
    });
    return await outcomeOf(response, sending);
  } catch {
    return { kind: "retry", afterMs: null };
  }
}

async function outcomeOf(response: Response, sending: Sending): Promise<Outcome> {
  const later: Outcome = { kind: "retry", afterMs: retryAfterMs(response.headers) };
  const { status } = response;
  if (status >= 500 || TRY_LATER.has(status)) return later;
  const answer = await jsonOf(response);
  if (response.ok) return isOurs(answer, sending) ? { kind: "received", receipt: answer } : later;
  if (status === 409) return typeof answer?.number === "string" ? { kind: "conflict", number: answer.number } : later;
  if (!answer) return later;
  return { kind: "refused", status, message: String(answer.detail ?? answer.title ?? ""), errors: errorsIn(answer) };
}

type Answer = Record<string, unknown>;

/** Hotel and train networks answer 200 with a page of their own: anything but JSON is no answer at all. */
async function jsonOf(response: Response): Promise<Answer | null> {
  if (!/\bjson\b/.test(response.headers.get("Content-Type") ?? "")) return null;
  const answer: unknown = await response.json();
  return typeof answer === "object" && answer !== null ? (answer as Answer) : null;
}

/** A receipt counts only if it repeats the id, has a number and knows every photo. */
function isOurs(answer: Answer | null, sending: Sending): answer is Answer & Receipt {
  if (!answer || answer.report_id !== sending.id || typeof answer.number !== "string") return false;
  const known = new Set((Array.isArray(answer.photos) ? (answer.photos as PhotoState[]) : []).map((photo) => photo.sha256));
  return sending.photos.every((photo) => known.has(photo.sha256));
}

function errorsIn(answer: Answer): FieldError[] {
  const errors: unknown[] = Array.isArray(answer.errors) ? answer.errors : [];
  return errors.filter((error): error is FieldError => {
    const { field, message } = (error ?? {}) as Partial<FieldError>;
    return typeof field === "string" && typeof message === "string";
  });
}
