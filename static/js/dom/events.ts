/** What modules tell each other. Every event bubbles up to the form, where whoever cares listens. */
import type { FieldError } from "../lib/api";
import type { TakenAt } from "../lib/exif";
import type { Photo } from "../lib/photo";
import type { Service } from "../lib/services";

export interface StoopEvents {
  /** A step is on the screen now. */
  "step:shown": { step: string };
  /** Show this step, with these mistakes at their fields. */
  "step:go": { step?: string; problems?: FieldError[] };
  /** Before leaving a step: add to the list what is not right in it. */
  "step:check": { step: string; problems: FieldError[] };
  /** Keep this step on the screen whatever the back button says; null lets go. */
  "step:hold": { step: string | null };
  "photos:changed": { photos: readonly Photo[]; isBusy: boolean; takenAt: TakenAt | null };
  "place:changed": { words: string };
  "service:chosen": { code: string };
  "service:loaded": { service: Service };
  /** The city holds everything that was here: leaving the page loses nothing. */
  "report:safe": { isSafe: boolean };
}

export function emit<K extends keyof StoopEvents>(from: EventTarget, name: K, detail: StoopEvents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

export function on<K extends keyof StoopEvents>(target: EventTarget, name: K, handle: (detail: StoopEvents[K]) => void): void {
  target.addEventListener(name, (event) => handle((event as CustomEvent<StoopEvents[K]>).detail));
}
