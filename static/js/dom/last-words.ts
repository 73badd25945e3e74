/** What was typed in the last moment before a page goes: too late for the outbox, in time for the tab's own store. */
import type { Draft, Summary } from "../lib/outbox/types";
import type { DraftName } from "../lib/draft-keeping";

export interface LastWords {
  name: DraftName;
  draft: Draft;
  summary: Summary;
}

const KEY = "stoop-last-words";

export function keepLastWords(words: LastWords): void {
  quietly(() => sessionStorage.setItem(KEY, JSON.stringify(words)));
}

export function lastWordsOf(id: string): LastWords | null {
  const words = quietly(() => JSON.parse(sessionStorage.getItem(KEY) ?? "null") as LastWords | null);
  return words?.name.id === id ? words : null;
}

export function forgetLastWords(): void {
  quietly(() => sessionStorage.removeItem(KEY));
}

/** Some browsers refuse the store altogether. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
