/** What modules tell each other. Every event bubbles up to the form, where whoever cares listens. */
import type { FieldError } from "../lib/api";
import type { ShownPhoto } from "../lib/draft-keeping";
import type { TakenAt } from "../lib/exif";
import type { Known } from "../lib/known-place";
import type { NotKeptReason } from "../lib/outbox/store";
import type { Kept, Trouble } from "../lib/outbox/types";
import type { Service } from "../lib/services";
import type { Suggestion } from "../lib/suggestions";
import type { Frozen, Underway } from "../lib/underway";

/** A photo as it came out of the outbox; null where its bytes are gone. */
export interface ResumedPhoto {
  key: string;
  sha256: string;
  type: string;
  bytes: ArrayBuffer | null;
  isRaw: boolean;
}

/** no-store: this browser keeps nothing. no-script: what keeps it could not be fetched yet. */
export type DraftTrouble = NotKeptReason | "no-store" | "no-script";

export interface StoopEvents {
  /** A step is on the screen now. */
  "step:shown": { step: string };
  /** Show this step, with these mistakes at their fields. */
  "step:go": { step?: string; problems?: FieldError[] };
  /** Before leaving a step: add to the list what is not right in it. */
  "step:check": { step: string; problems: FieldError[] };
  /** Keep this step on the screen whatever the back button says; null lets go. */
  "step:hold": { step: string | null };
  /** Show this step, with the way back to it: a report is gone on with. */
  "step:resume": { step: string };
  "photos:changed": { photos: readonly ShownPhoto[]; isBusy: boolean; takenAt: TakenAt | null };
  "photos:resumed": { photos: readonly ResumedPhoto[]; places: Record<string, TakenAt> };
  "place:changed": { words: string; known: Known; isByPerson: boolean };
  /** Another place may count from now on: `decide` hears what is known and answers with what is to be. */
  "place:take": { decide: (known: Known) => Known };
  /** One of the city's suggestions was chosen in an address field. */
  "address:chosen": { suggestion: Suggestion };
  "service:chosen": { code: string };
  "service:loaded": { service: Service };
  /** This draft is the one that the form shows from now on. */
  "draft:opened": { kept: Kept };
  /** The draft of the address cannot be shown. isThere: it may be all the same, and only could not be read. */
  "draft:missed": { isThere: boolean };
  /** It is kept as it is now; otherwise why a closed page would lose it. */
  "draft:kept": { trouble: DraftTrouble | null };
  /** It will not change any more: whoever keeps it adds a promise that it is kept. */
  "draft:settle": { kept: Promise<void>[] };
  /** It is on its way to the city. isFresh: since this moment, from the form on this page. */
  "report:underway": { way: Underway; isFresh: boolean };
  /** It could not be kept; what was to be handed over. isFetched: the storage failed, not the network. */
  "report:unkept": { frozen: Frozen | null; isFetched: boolean };
  /** Send it from this page, since it cannot be kept. */
  "report:anyway": Record<string, never>;
  /** The city has its words. */
  "report:received": { kept: Kept; way: Underway };
  /** The city gave it back, to be mended: a draft again, and why. */
  "report:returned": { kept: Kept; trouble: Trouble | null };
  /** The city holds everything that was here: leaving the page loses nothing. */
  "report:safe": { isSafe: boolean };
}

export function emit<K extends keyof StoopEvents>(from: EventTarget, name: K, detail: StoopEvents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

export function on<K extends keyof StoopEvents>(target: EventTarget, name: K, handle: (detail: StoopEvents[K]) => void): void {
  target.addEventListener(name, (event) => handle((event as CustomEvent<StoopEvents[K]>).detail));
}
