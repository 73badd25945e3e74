/** What the outbox keeps on this phone, and the words for where each thing stands. */
import type { Receipt, Trouble } from "../api";
import type { Known } from "../known-place";

export type { Trouble };

/** What can be sent. The word is the part of the address: PUT /api/v1/<kind>/{id}. */
export type Kind = "reports" | "additions" | "contests" | "replies";

/**
 * draft: being written · ready: handed over, waits for its turn · sending: its words were tried, or its photos go up ·
 * sent: the city has all of it · needs-you: the city refused it, and only the person can go on.
 */
export type State = "draft" | "ready" | "sending" | "sent" | "needs-you";

/** Everything that was typed, ticked and found so far: enough to show the form again as it was. */
export interface Draft {
  /** [name, value] as FormData lists them, without files. */
  fields: [string, string][];
  place: Known;
  step: string;
}

/** What lists say of it without asking anybody; in the language it was written in. */
export interface Summary {
  service: string;
  place: string;
  words: string;
}

export interface KeptPhoto {
  /** A random key of the `photos` store. */
  key: string;
  sha256: string;
  type: string;
  bytes: number;
  /** raw: as it came from another app, still to be made light by the page. */
  state: "raw" | "kept" | "received" | "refused";
}

/** One row of the `sendings` store. Moments are milliseconds of this phone's clock. */
export interface Kept {
  id: string;
  kind: Kind;
  secret: string;
  state: State;
  language: string;
  /** The report that an addition belongs to. */
  reportId: string | null;
  createdAt: number;
  changedAt: number;
  draft: Draft | null;
  /** Frozen when it is handed over: the same bytes each time let the city tell a repeat from a change. */
  body: ArrayBuffer | null;
  photos: KeptPhoto[];
  summary: Summary;
  /** Sentences for a notification in this language, {number} where the case number goes. */
  told: { title: string; body: string } | null;
  receipt: Receipt | null;
  /** Tries in a row that came to nothing. */
  attempts: number;
  nextTryAt: number;
  /**
   * Why it is not with the city yet. Codes of our own: `broken` (this row cannot be read) and `edited_copy` (the city
   * holds an earlier version; on a row of additions: these are the words and photos that it does not have).
   */
  trouble: Trouble | null;
  /** Bodies that went out before the person opened it again: the city may hold one of them. */
  triedBodies?: ArrayBuffer[];
}

/** A case as this phone last knew it: one row of the `cases` store, by number. */
export interface KnownCase {
  number: string;
  url: string;
  language: string;
  serviceName: string;
  icon: string;
  status: string;
  statusText: string;
  whereText: string;
  receivedText: string;
  expectedText: string;
  /** For the order of lists, in milliseconds. */
  receivedAt?: number;
  /** Only what was fixed is good news. */
  closingReason?: string | null;
  thumbnailUrl?: string | null;
  /** How many people the reporter is one of; empty where there is no other. */
  othersText?: string;
  /** When it was asked, in milliseconds, and in words of the city's clock. */
  checkedAt: number;
  checkedText: string;
}
