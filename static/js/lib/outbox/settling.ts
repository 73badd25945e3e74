/** What becomes of a row after an answer: pure decisions. */
import { trouble, type Outcome, type PhotoState, type Receipt, type Trouble } from "../api";
import { delayMs } from "../retry";
import { editedCopy, isOnItsWay } from "./rows";
import type { Change } from "./store";
import type { Kept, KeptPhoto } from "./types";

export interface Circumstances {
  now: number;
  random?: () => number;
  /** This phone belongs to several people: nothing stays after sending. */
  isShared: boolean;
  /** For a row that may have to be made. */
  newId: string;
}

/** After an answer to its words. */
export function afterTheWords(row: Kept, outcome: Outcome, about: Circumstances): Kept {
  if (outcome.kind === "retry") return toBeTriedAgain(row, outcome, outcome.afterMs, about);
  if (outcome.kind === "refused") return { ...row, state: "needs-you", trouble: why(outcome) };
  const isEdited = outcome.kind === "conflict";
  const receipt = isEdited ? bareReceipt(row, outcome.number) : outcome.receipt;
  const photos = row.photos.map((photo) => ({ ...photo, state: stateOf(photo, receipt.photos) }));
  const edited = isEdited ? trouble(409, { code: "edited_copy" }) : null;
  return { ...row, state: "sending", receipt, photos, attempts: 0, nextTryAt: 0, trouble: edited };
}

export function toBeTriedAgain(row: Kept, cause: Trouble, afterMs: number | null, { now, random }: Circumstances): Kept {
  const kept = row.trouble?.code === "edited_copy" ? row.trouble : why(cause);
  return { ...row, state: "sending", attempts: row.attempts + 1, nextTryAt: now + delayMs(row.attempts, afterMs, random), trouble: kept };
}

/** All of it is with the city. Photos that it did not take stay here, with the person. */
export function afterThePhotos(row: Kept, { now, isShared, newId }: Circumstances): Change {
  const offered = row.trouble?.code === "edited_copy" ? editedCopy(row, newId, now) : null;
  const isMoved = (photo: KeptPhoto) => offered?.photos.some(({ key }) => key === photo.key) === true;
  const left = row.photos.filter((photo) => !isMoved(photo));
  const sent: Kept = { ...row, state: "sent", body: null, draft: null, triedBodies: [], photos: left, trouble: null };
  return {
    rows: [...(isShared ? [] : [sent]), ...(offered ? [offered] : [])],
    ...(isShared ? { withoutRows: [row.id], last: sent } : {}),
    withoutPhotos: left.filter(({ state }) => isShared || state === "received").map(({ key }) => key),
  };
}

function stateOf(photo: KeptPhoto, known: readonly PhotoState[]): KeptPhoto["state"] {
  if (!isOnItsWay(photo)) return photo.state;
  const there = known.find(({ sha256 }) => sha256 === photo.sha256)?.state ?? "receiving";
  if (there === "receiving") return photo.state;
  return there === "withheld" ? "refused" : "received";
}

function bareReceipt({ id }: Kept, number: string): Receipt {
  return { report_id: id, number, url: `/c/${number}`, status: "received", expected_on: null, photos: [] };
}

function why({ status, code, message, errors, isForeign }: Trouble): Trouble {
  return { status, code, message, errors, isForeign };
}
