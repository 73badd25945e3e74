/** What the city suggests while somebody types where it is. Typing is never held up: no answer, or a late one, is silence. */
import type { Fetch } from "./api";
import { Newest } from "./newest";
import { isPlace, type Fix, type Point } from "./place";

/** `fix` is null for what the city has and cannot place: its label is words, as good as those that were typed. */
export interface Suggestion {
  label: string;
  fix: Fix | null;
}

export interface Found {
  suggestions: readonly Suggestion[];
  /** How many there are, to be read out; or whom to ask, where another town was named. */
  text: string;
}

export const NONE: Found = { suggestions: [], text: "" };

const FEWEST_LETTERS = 2;
/** The city reads no more of it. */
const MOST_LETTERS = 120;
const PAUSE_MS = 150;
/** A hundred metres: enough to rank by, and no more than that stands in an address. */
const DECIMALS = 3;

export class Suggestions {
  private readonly newest = new Newest<Found>(PAUSE_MS);

  constructor(private readonly fetch: Fetch, private readonly language: string, private readonly show: (found: Found) => void) {}

  /** After each change. */
  ask(text: string, near: Point | null): void {
    const words = text.trimStart().slice(0, MOST_LETTERS);
    if (words.trim().length >= FEWEST_LETTERS) return this.newest.ask((signal) => this.answer(words, near, signal), (found) => this.show(found ?? NONE));
    this.stop();
    this.show(NONE);
  }

  stop(): void {
    this.newest.stop();
  }

  private async answer(words: string, near: Point | null, signal: AbortSignal): Promise<Found> {
    const query = new URLSearchParams({ q: words, lang: this.language });
    if (near) query.set("near", `${near.latitude.toFixed(DECIMALS)},${near.longitude.toFixed(DECIMALS)}`);
    const response = await this.fetch(`/api/v1/places?${query}`, { signal });
    return response.ok ? readFound(await response.json()) : NONE;
  }
}

/** Whatever was asked for, a gate in a café's network may answer. */
export function readFound(answer: unknown): Found {
  const { places, found_text } = (answer ?? {}) as { places?: unknown; found_text?: unknown };
  const suggestions = (Array.isArray(places) ? places : []).map(readSuggestion).filter((each) => each !== null);
  const text = typeof found_text === "string" ? found_text : "";
  return suggestions.length || text ? { suggestions, text } : NONE;
}

function readSuggestion(place: unknown): Suggestion | null {
  const { label, lat, long, accuracy_m } = (place ?? {}) as Record<string, unknown>;
  if (typeof label !== "string" || !label) return null;
  const isPlaced = typeof lat === "number" && typeof long === "number" && typeof accuracy_m === "number" && isPlace(lat, long);
  return { label, fix: isPlaced ? { latitude: lat, longitude: long, accuracy_m: Math.ceil(accuracy_m) } : null };
}

/** Which of `count` options an arrow key leads to, round and round; -1 is none yet. Null for other keys. */
export function optionAfter(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (at + 1) % count;
  return key === "ArrowUp" ? (Math.max(at, 0) - 1 + count) % count : null;
}
