/** Finds a service by the words people use: accents folded, beginnings matched, small slips forgiven. */

export interface Findable {
  name: string;
  keywords?: readonly string[];
}

const NAME = 10;
const KEYWORD = 9;
const PREFIX = 0.7;
const INSIDE = 0.5;
const SLIP = 0.4;
const PHRASE = 12;
const RELATIVE_FLOOR = 0.45;
const NO_SPACES = /[\p{Script=Han}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Hangul}]/u;

/** Lower case without accents and Arabic vowel marks; the signs that other scripts spell with are kept. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, "").normalize("NFC").toLowerCase().trim();
}

export function words(text: string): string[] {
  return fold(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** The best first; nothing when nothing is near. */
export function search<T extends Findable>(query: string, things: readonly T[], limit = 8): T[] {
  const asked = telling(words(query));
  const known = things.map(knownWords);
  const rows = asked.map((word) => weighed(known.map((fields) => bestMatch(word, fields))));
  const phrases = things.map((thing) => (asked.length > 1 && saysPhrase(query, thing) ? PHRASE : 0));
  const scores = phrases.map((phrase, index) => phrase + rows.reduce((sum, row) => sum + row[index]!, 0));
  const floor = Math.max(...scores, 0) * RELATIVE_FLOOR;
  const order = scores.map((_, index) => index).filter((index) => scores[index]! > 0 && scores[index]! >= floor);
  return order.sort((a, b) => scores[b]! - scores[a]!).slice(0, limit).map((index) => things[index]!);
}

/** Without the little words ("on", "my"), as long as anything else is there. */
function telling(asked: string[]): string[] {
  const longer = asked.filter((word) => word.length > 2 || NO_SPACES.test(word));
  return longer.length ? longer : asked;
}

/** Each word that a thing is known by, with its weight: a word of a long keyword says less alone. */
function knownWords({ name, keywords = [] }: Findable): [string, number][] {
  const ofKeywords = keywords.flatMap((keyword) => {
    const parts = telling(words(keyword));
    return parts.map((part): [string, number] => [part, KEYWORD / Math.sqrt(parts.length)]);
  });
  return [...words(name).map((word): [string, number] => [word, NAME]), ...ofKeywords];
}

function bestMatch(word: string, known: [string, number][]): number {
  return known.reduce((best, [candidate, weight]) => Math.max(best, weight * match(word, candidate)), 0);
}

/** A word that fits many things ("street") tells less than one that fits few. */
function weighed(matches: number[]): number[] {
  const rarity = Math.log(1 + matches.length / (1 + matches.filter((score) => score > 0).length));
  return matches.map((score) => score * rarity);
}

function saysPhrase(query: string, { name, keywords = [] }: Findable): boolean {
  const sentence = ` ${words(query).join(" ")} `;
  return [name, ...keywords].some((known) => words(known).length > 1 && sentence.includes(` ${words(known).join(" ")} `));
}

/** 1 for the word itself, less for its beginning, its inside (scripts without spaces) and a slip. */
function match(word: string, candidate: string): number {
  if (word === candidate) return 1;
  const hasNoSpaces = NO_SPACES.test(word);
  if (word.length < (hasNoSpaces ? 1 : 2)) return 0;
  if (candidate.startsWith(word) || isLongerFormOf(word, candidate)) return PREFIX;
  if (hasNoSpaces && (candidate.includes(word) || (candidate.length > 1 && word.includes(candidate)))) return INSIDE;
  return isSlipOf(word, candidate) ? SLIP : 0;
}

/** "potholes" for "pothole": up to two more letters at the end. */
function isLongerFormOf(word: string, candidate: string): boolean {
  return candidate.length >= 4 && word.length <= candidate.length + 2 && word.startsWith(candidate);
}

/** One slip in a word of four letters or more, two from eight; the word may be a beginning that is still being typed. */
function isSlipOf(word: string, candidate: string): boolean {
  const allowed = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
  if (!allowed || candidate[0] !== word[0]) return false;
  return slips(word, candidate.slice(0, word.length + allowed)) <= allowed || slips(word, candidate.slice(0, word.length)) <= allowed;
}

/** Letters added, left out, changed or swapped with their neighbour. */
function slips(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(change, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
