/** PUT of whatever a phone sends, and what each answer means for the person who sent it. */
import { base64 } from "./ids";
import { retryAfterMs } from "./retry";

export interface DeclaredPhoto {
  sha256: string;
  bytes: number;
  type: string;
}

export interface PhotoState {
  sha256: string;
  state: "receiving" | "received" | "ready" | "withheld" | "forgotten";
}

export interface Receipt {
  report_id: string;
  number: string;
  url: string;
  status: string;
  expected_on: string | null;
  expected_text?: string;
  agency_text?: string;
  /** What became of the wish to join a case: how many others there are, or that it was closed by then. */
  others_text?: string;
  photos: PhotoState[];
}

export interface FieldError {
  field: string;
  message: string;
}

/** Why something is not with the city. status 0: no answer came at all; `isForeign`: somebody on the way answered, not the city. */
export interface Trouble {
  status: number;
  code: string;
  message: string;
  errors: FieldError[];
  isForeign: boolean;
}

/** conflict: the city holds this already, with other words; it counts as received. */
export type Outcome =
  | { kind: "received"; receipt: Receipt }
  | { kind: "conflict"; number: string }
  | ({ kind: "refused" } & Trouble)
  | ({ kind: "retry"; afterMs: number | null } & Trouble);

export interface Sending {
  /** The word of its address; a report unless said. */
  kind?: string;
  id: string;
  secret: string;
  /** Frozen when it is handed over: the same bytes each time let the server tell a repeat from a change. */
  body: ArrayBuffer;
  photos: readonly Pick<DeclaredPhoto, "sha256">[];
  language: string;
}

export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

export interface PutTools {
  fetch: Fetch;
  /** SHA-256: says what the body is, so that the city finds out where something on the way changed it (RFC 9530). */
  digest?: (bytes: ArrayBuffer) => Promise<ArrayBuffer>;
}

const PATIENCE_MS = 60_000;
const TRY_LATER = new Set([408, 425, 429]);

export async function put(sending: Sending, { fetch, digest }: PutTools): Promise<Outcome> {
  const { kind = "reports", id, secret, language, body } = sending;
  const headers: Record<string, string> = { "Authorization": `Bearer ${secret}`, "Content-Type": "application/json" };
  if (digest) headers["Content-Digest"] = `sha-256=:${base64(await digest(body))}:`;
  try {
    const signal = endAfter(PATIENCE_MS);
    const url = `/api/v1/${kind}/${id}?lang=${encodeURIComponent(language)}`;
    return await outcomeOf(await fetch(url, { method: "PUT", headers, body, redirect: "manual", signal }), sending);
  } catch {
    return { kind: "retry", afterMs: null, ...trouble(0) };
  }
}

/** A signal that gives up after a time. Older browsers have no AbortSignal.timeout. */
export function endAfter(ms: number): AbortSignal {
  if ("timeout" in AbortSignal) return AbortSignal.timeout(ms);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

async function outcomeOf(response: Response, sending: Sending): Promise<Outcome> {
  const { status, ok } = response;
  const answer = await jsonOf(response);
  if (ok && isReceipt(answer, sending)) return { kind: "received", receipt: answer };
  const said = whatIsSaid(status, answer);
  if (status === 409 && said.code === "already_received" && typeof answer?.number === "string") {
    return { kind: "conflict", number: answer.number };
  }
  if (isFinal(said)) return { kind: "refused", ...said };
  return { kind: "retry", afterMs: retryAfterMs(response.headers), ...said };
}

/** Only the city's own no is a no: a proxy's 403 or a hotel's page may be gone in an hour. */
function isFinal({ status, code, isForeign }: Trouble): boolean {
  if (isForeign || status < 400 || status >= 500 || TRY_LATER.has(status)) return false;
  return status !== 409 || code === "already_closed";
}

type Answer = Record<string, unknown>;

/** Hotel and train networks answer 200 with a page of their own: anything but a JSON object is no answer at all. */
async function jsonOf(response: Response): Promise<Answer | null> {
  if (!/\bjson\b/.test(response.headers.get("Content-Type") ?? "")) return null;
  try {
    const answer: unknown = await response.json();
    return typeof answer === "object" && answer !== null ? (answer as Answer) : null;
  } catch {
    return null;
  }
}

/** A receipt counts only if it repeats the id, has a number and knows every photo. */
function isReceipt(answer: Answer | null, sending: Sending): answer is Answer & Receipt {
  if (!answer || !Object.values(answer).includes(sending.id) || typeof answer.number !== "string") return false;
  const known = new Set((Array.isArray(answer.photos) ? (answer.photos as PhotoState[]) : []).map((photo) => photo?.sha256));
  return sending.photos.every((photo) => known.has(photo.sha256));
}

export function trouble(status: number, more: Partial<Trouble> = {}): Trouble {
  return { status, code: "", message: "", errors: [], isForeign: false, ...more };
}

export async function troubleIn(response: Response): Promise<Trouble> {
  return whatIsSaid(response.status, await jsonOf(response));
}

/** The city names a code with each of its troubles; whoever does not is somebody else. */
function whatIsSaid(status: number, answer: Answer | null): Trouble {
  if (status < 400 || typeof answer?.code !== "string") return trouble(status, { isForeign: true });
  const message = typeof answer.detail === "string" ? answer.detail : "";
  return trouble(status, { code: answer.code, message, errors: errorsIn(answer) });
}

function errorsIn(answer: Answer): FieldError[] {
  const errors: unknown[] = Array.isArray(answer.errors) ? answer.errors : [];
  return errors.filter((error): error is FieldError => {
    const { field, message } = (error ?? {}) as Partial<FieldError>;
    return typeof field === "string" && typeof message === "string";
  });
}
