/** Which words a number of things are called by, and which of them look like a word that somebody typed. */

// app/city/vocabulary.py does exactly the same on the server.
import { fold } from "./search-letters";
import { extent, tokensOf, TWO_WORDS, type Token } from "./search-tokens";

/** What a thing is called, and how much it counts to be called so: 0 to 1. */
export type Phrase = readonly [text: string, weight: number];

/** A token that somebody typed; the last one may not be finished. */
export interface Typed extends Token {
  readonly isUnfinished: boolean;
}

const LEAST_ALIKE = 0.6;
const LEAST_ALIKE_SHORT = 0.8;
const UNFINISHED = 0.8;
const WITHIN = 0.7;
const SHORTEST_SLIP = 3;
const SHORTEST_BEGINNING = 2;
const SHORTEST_WITHIN = 4;
/** Under so many letters another one makes another word ("gum", "gun"); an ending does not ("car", "cars"). */
const SHORT = 4;
const HANGUL = /^[\u1100-\u1112]/;

export class Vocabulary {
  /** How much each token counts for the things at these places. */
  readonly places = new Map<string, Map<number, number>>();
  private readonly pairCounts = new Map<string, number>();
  private readonly wordsWith = new Map<string, string[]>();
  private readonly found = new Map<string, Map<string, number>>();

  /** A word of a long phrase says less alone. */
  learn(place: number, [text, weight]: Phrase): void {
    this.found.clear();
    const tokens = tokensOf(fold(text));
    const alone = weight / Math.sqrt(extent(tokens));
    for (const token of tokens) {
      const counts = token.weight === TWO_WORDS ? Math.min(weight, alone * Math.SQRT2) : alone;
      const places = entry(this.places, token.text, () => new Map<number, number>());
      places.set(place, Math.max(counts, places.get(place) ?? 0));
      if (token.isWord && !this.pairCounts.has(token.text)) this.spell(token.text);
    }
  }

  /** Each token known here that looks like the typed one: how much, from above 0 to 1. */
  alike(typed: Typed): Map<string, number> {
    const key = `${typed.isWord} ${typed.isUnfinished} ${typed.text}`;
    let found = this.found.get(key);
    if (!found) this.found.set(key, (found = this.allAlike(typed)));
    return found;
  }

  private spell(word: string): void {
    const pairs = letterPairs(word);
    this.pairCounts.set(word, pairs.size);
    for (const pair of pairs) entry(this.wordsWith, pair, () => []).push(word);
  }

  private allAlike(typed: Typed): Map<string, number> {
    const found = new Map<string, number>(this.places.has(typed.text) ? [[typed.text, 1]] : []);
    if (!typed.isWord) return found;
    const pairs = letterPairs(typed.text);
    for (const [word, count] of this.sharing(pairs)) {
      const likeness = likenessOf(typed, word, (2 * count) / (pairs.size + this.pairCounts.get(word)!));
      if (likeness && word !== typed.text) found.set(word, likeness);
    }
    return found;
  }

  /** How many of these pairs each word has. */
  private sharing(pairs: Set<string>): Map<string, number> {
    const counts = new Map<string, number>();
    for (const pair of pairs) for (const word of this.wordsWith.get(pair) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts;
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** Each letter with the one before it, in either order: two that were swapped change little. */
export function letterPairs(word: string): Set<string> {
  const pairs = new Set<string>();
  let before = "^";
  for (const letter of word) {
    pairs.add(before < letter ? before + letter : letter + before);
    before = letter;
  }
  return pairs;
}

/** How much a typed word looks like another, of whose pairs of letters it has this share (Dice's coefficient). */
export function likenessOf({ text, isUnfinished }: Typed, word: string, share: number): number {
  const shorter = Math.min(text.length, word.length);
  const least = shorter >= SHORT ? LEAST_ALIKE : LEAST_ALIKE_SHORT;
  let likeness = share >= least && shorter >= SHORTEST_SLIP ? share * share : 0;
  if (isUnfinished && shorter >= SHORTEST_BEGINNING && word.startsWith(text)) likeness = Math.max(likeness, UNFINISHED);
  if (shorter >= SHORTEST_WITHIN && isWithin(text, word)) likeness = Math.max(likeness, WITHIN);
  return likeness;
}

/** Korean writes particles and other nouns onto a noun. */
function isWithin(one: string, other: string): boolean {
  return HANGUL.test(one) && (other.includes(one) || one.includes(other));
}
