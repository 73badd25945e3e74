/** What a row says of itself, and a row made whole where another version or a failing disk left it incomplete. */
import { additionBody } from "../addition-body";
import { trouble } from "../api";
import { newId } from "../ids";
import { NotKept } from "./store";
import type { Kept, KeptPhoto, Kind } from "./types";

const HOUR_MS = 3_600_000;
const NAME = /^[\w-]{1,64}$/;
const SECRET = /^[\w-]{22,128}$/;

export interface Beginning {
  id: string;
  kind: Kind;
  secret: string;
  language: string;
  reportId?: string | null;
}

export function newRow({ id, kind, secret, language, reportId = null }: Beginning, now: number): Kept {
  return {
    id, kind, secret, language, reportId, state: "draft", createdAt: now, changedAt: now, draft: null, body: null, photos: [],
    summary: { service: "", place: "", words: "" }, told: null, receipt: null, attempts: 0, nextTryAt: 0, trouble: null,
  };
}

export interface NewPhoto {
  sha256: string;
  type: string;
  bytes: ArrayBuffer;
  isRaw?: boolean;
}

export function newPhoto({ sha256, type, bytes, isRaw = false }: NewPhoto): KeptPhoto {
  return { key: newId(), sha256, type, bytes: bytes.byteLength, state: isRaw ? "raw" : "kept" };
}

/** Every field is there, whatever was kept. */
export function whole(row: Kept): Kept {
  const blank = newRow({ id: String(row.id), kind: "reports", secret: "", language: "" }, 0);
  const photos = Array.isArray(row.photos) ? row.photos.filter((photo) => typeof photo?.key === "string") : [];
  return { ...blank, ...row, photos, summary: { ...blank.summary, ...row.summary } };
}

/** Waits for the network, not for the person. */
export function isWaiting({ state }: Kept): boolean {
  return state === "ready" || state === "sending";
}

/** Its time has come. A time more than an hour off is the work of a clock that was set. */
export function isDue({ nextTryAt }: Kept, now: number): boolean {
  return !(nextTryAt > now && nextTryAt <= now + HOUR_MS);
}

/** No answer, or somebody else's: it may go the moment the person comes back to a network. */
export function isHeldUpOnTheWay({ trouble: why }: Kept): boolean {
  return why !== null && (why.status === 0 || why.isForeign);
}

/** Nothing can be sent from it; only the person can say what becomes of it. */
export function isBroken({ id, kind, secret, body }: Kept): boolean {
  return !fits(id, NAME) || !fits(kind, NAME) || !fits(secret, SECRET) || !(body instanceof ArrayBuffer) || body.byteLength === 0;
}

function fits(value: unknown, shape: RegExp): boolean {
  return typeof value === "string" && shape.test(value);
}

export function isOnItsWay({ state }: KeptPhoto): boolean {
  return state === "kept" || state === "raw";
}

/** Those that the body names go with it. What another tab put beside them was not looked at: it stays here, with the person. */
export function declared(photos: readonly KeptPhoto[], body: ArrayBuffer): KeptPhoto[] {
  const named = read(body).photos;
  if (!Array.isArray(named)) return [...photos];
  const names = new Set((named as Partial<KeptPhoto>[]).map((photo) => photo?.sha256));
  if ([...names].some((name) => !photos.some(({ sha256 }) => sha256 === name))) throw new NotKept("missing-photo");
  const going = (photo: KeptPhoto) => (photo.state === "raw" ? photo : { ...photo, state: "kept" as const });
  return photos.map((photo) => (names.has(photo.sha256) ? going(photo) : { ...photo, state: "refused" as const }));
}

/** Photos of an addition belong to its report. */
export function photoUrl({ id, kind, reportId }: Kept, { sha256 }: KeptPhoto): string {
  const owner = kind === "additions" ? `reports/${reportId}` : `${kind}/${id}`;
  return `/api/v1/${owner}/photos/${sha256}`;
}

/** The difference to what the city holds, for the person to send or delete. Null where there is none to offer. */
export function editedCopy(row: Kept, id: string, now: number): Kept | null {
  const reportId = row.kind === "reports" ? row.id : row.reportId;
  const body = read(row.body);
  const photos = row.photos.filter(({ state }) => state === "refused").map((photo) => ({ ...photo, state: "kept" as const }));
  const description = typeof body.description === "string" ? body.description : "";
  const isSame = row.triedBodies?.length && row.triedBodies.every((tried) => saysTheSame(read(tried), body));
  if (!reportId || (photos.length === 0 && (isSame || !description))) return null;
  return {
    ...newRow({ id, kind: "additions", secret: row.secret, language: row.language, reportId }, now),
    state: "needs-you",
    draft: { fields: [["description", description]], place: { kind: "nothing" }, step: "" },
    body: additionBody(reportId, description, photos, row.language, new Date(now)).buffer,
    photos,
    summary: row.summary,
    trouble: trouble(409, { code: "edited_copy" }),
  };
}

type Body = Record<string, unknown>;

function read(body: ArrayBuffer | null): Body {
  try {
    return JSON.parse(new TextDecoder().decode(body ?? undefined)) as Body;
  } catch {
    return {};
  }
}

/** The same but for the moment it was written. */
function saysTheSame(one: Body, other: Body): boolean {
  return JSON.stringify({ ...one, client_time: "" }) === JSON.stringify({ ...other, client_time: "" });
}

export function isSame(one: ArrayBuffer, other: ArrayBuffer): boolean {
  const [left, right] = [new Uint8Array(one), new Uint8Array(other)];
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
