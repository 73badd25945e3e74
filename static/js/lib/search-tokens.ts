/** Takes folded texts apart into what can be looked up: words, and where a script writes none apart, syllables. */

// app/city/tokens.py does exactly the same on the server, and says why.

/** One piece to look up and what it counts. Words may be misspelled, the rest is taken as it is. */
export interface Token {
  readonly text: string;
  readonly weight: number;
  readonly isWord: boolean;
}

/** Thai, Lao, Burmese, Khmer, kana and Han put no spaces between words. */
const UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff";
const RUN = new RegExp(`[${UNSPACED}]+|[^${UNSPACED} ]+`, "gu");
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`);
const KHMER = "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*";
const BURMESE = "[\u1000-\u102a\u103f](?:\u1039[\u1000-\u1021]|[\u102b-\u1038\u103a-\u103e]|[\u1000-\u1021](?=\u1037?\u103a|\u1039))*";
const SYLLABLE = new RegExp(`${KHMER}|${BURMESE}|.`, "gsu");

export const WORD = 1;
export const TWO_WORDS = 0.25;
const SYLLABLE_ALONE = 0.3;
const WORDS_A_SYLLABLE = 0.5;

/** The words of a folded text, and its neighbours as one; of runs without spaces, syllables alone and in pairs. */
export function tokensOf(folded: string): Token[] {
  const found: Token[] = [];
  let before = "";
  for (const run of folded.match(RUN) ?? []) {
    if (IS_UNSPACED.test(run)) {
      found.push(...syllables(run));
      before = "";
      continue;
    }
    if (before) found.push({ text: before + run, weight: TWO_WORDS, isWord: false });
    found.push({ text: run, weight: WORD, isWord: true });
    before = run;
  }
  return found;
}

function syllables(run: string): Token[] {
  const each = run.match(SYLLABLE) ?? [];
  if (each.length === 1) return [{ text: run, weight: WORD, isWord: false }];
  return each.flatMap((one, place) => {
    const alone = { text: one, weight: SYLLABLE_ALONE, isWord: false };
    const next = each[place + 1];
    return next === undefined ? [alone] : [alone, { text: one + next, weight: WORD, isWord: false }];
  });
}

/** How many words these tokens are, at least 1. */
export function extent(tokens: readonly Token[]): number {
  const words = tokens.filter(({ isWord }) => isWord).length;
  const alone = tokens.filter(({ weight }) => weight === SYLLABLE_ALONE).length;
  return Math.max(1, words + alone * WORDS_A_SYLLABLE);
}
