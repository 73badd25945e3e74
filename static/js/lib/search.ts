/** Finds a service by the words people use: accents folded, beginnings matched, small slips forgiven. */

export interface Findable {
  name: string;
  keywords?: readonly string[];
  description?: string;
}

const WEIGHTS = { name: 10, keyword: 9, description: 2 };
const PREFIX = 0.7;
const INSIDE = 0.5;
const SLIP = 0.4;
const PHRASE = 12;
const RELATIVE_FLOOR = 0.45;

/** Lower case without accents and Arabic vowel marks; the signs that other scripts spell with are kept. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, "").normalize("NFC").toLowerCase().trim();
}

export function words(text: string): string[] {
  return fold(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** The best first; nothing when nothing is near. */
export function search<T extends Findable>(query: string, things: readonly T[], limit = 8): T[] {
  const asked = words(query);
  if (!asked.length) return [];
  const scored = things.map((thing) => ({ thing, score: scoreOf(asked, thing) })).filter(({ score }) => score > 0);
  scored.sort((a, b) => b.score - a.score);
  const floor = (scored[0]?.score ?? 0) * RELATIVE_FLOOR;
  return scored.filter(({ score }) => score >= floor).slice(0, limit).map(({ thing }) => thing);
}

function scoreOf(asked: string[], thing: Findable): number {
  const keywords = thing.keywords ?? [];
  const fields: [string[], number][] = [
    [words(thing.name), WEIGHTS.name],
    [keywords.flatMap(words), WEIGHTS.keyword],
    [words(thing.description ?? ""), WEIGHTS.description],
  ];
  const perWord = asked.map((word) => Math.max(...fields.map(([known, weight]) => weight * bestMatch(word, known))));
  const sentence = ` ${asked.join(" ")} `;
  const phrase = [thing.name, ...keywords].some((known) => words(known).length > 1 && sentence.includes(` ${words(known).join(" ")} `));
  return perWord.reduce((sum, score) => sum + score, 0) / Math.sqrt(asked.length) + (phrase ? PHRASE : 0);
}

function bestMatch(word: string, known: string[]): number {
  return known.reduce((best, candidate) => Math.max(best, match(word, candidate)), 0);
}

/** 1 for the word itself, less for its beginning, its inside (scripts without spaces) and a slip. */
function match(word: string, candidate: string): number {
  if (word === candidate) return 1;
  const hasNoSpaces = /[\p{Script=Han}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Hangul}]/u.test(word);
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
