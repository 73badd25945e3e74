/** Finds things by what people call them, in any language, with slips, endings and unfinished words. */

// app/city/search.py does exactly the same on the server; tests/city/search_vectors.json holds both to it, docs/search.md explains it.
import { fold } from "./search-letters";
import { tokensOf, WORD } from "./search-tokens";
import { Vocabulary, type Phrase, type Typed } from "./search-vocabulary";

/** A thing, its phrases in the reader's language, and those that call it up when said whole. */
export interface Findable<T> {
  thing: T;
  own: readonly Phrase[];
  calls?: readonly string[];
}

type Call = readonly [place: number, words: readonly string[]];

const MOST_LETTERS = 500;
const MOST_TOKENS = 40;
const ELSEWHERE = 0.7;
const ELSEWHERE_TOO = 0.2;
const WORTH_SHOWING = 0.45;
const SAID = 0.6;

export class Index<T> {
  private readonly things: readonly T[];
  private readonly own = new Vocabulary();
  private readonly elsewhere = new Vocabulary();
  private readonly calls: readonly Call[];
  private readonly callsElsewhere: Call[] = [];

  constructor(findables: readonly Findable<T>[]) {
    this.things = findables.map(({ thing }) => thing);
    this.calls = findables.flatMap(({ calls = [] }, place) => calls.map((call): Call => [place, wordsOf(call)]));
    findables.forEach(({ own }, place) => own.forEach((phrase) => this.own.learn(place, phrase)));
  }

  /** The thing at this place is called so in another language; `calls` are those that call it up when said whole. */
  learn(place: number, elsewhere: readonly Phrase[], calls: readonly string[] = []): void {
    elsewhere.forEach((phrase) => this.elsewhere.learn(place, phrase));
    this.callsElsewhere.push(...calls.map((call): Call => [place, wordsOf(call)]));
  }

  /** What fits a text, the best first, with its score above 0. Of two that fit as well, the one that came first. */
  find(text: string): [thing: T, score: number][] {
    const scores = this.things.map(() => 0);
    for (const typed of typedTokens(text)) {
      const fits = this.fits(typed);
      const worth = typed.weight * rarity(fits);
      fits.forEach((fit, place) => (scores[place]! += fit * worth));
    }
    const floor = Math.max(0, ...scores) * WORTH_SHOWING;
    const found = scores.map((score, place) => [score, place] as const).filter(([score]) => score > 0 && score >= floor);
    return found.sort(([one], [other]) => other - one).map(([score, place]) => [this.things[place]!, score]);
  }

  /** The things of which one call was said whole. A call of another language takes a word that the reader's own has not. */
  said(text: string): T[] {
    const typed = typedTokens(text).map((token) => ({ ...token, isUnfinished: false }));
    const foreign = heard(typed.filter((token) => !this.own.places.has(token.text)), this.elsewhere);
    const [all, allElsewhere] = [heard(typed, this.own), heard(typed, this.elsewhere)];
    const places = new Set([
      ...this.calls.filter(([, words]) => words.length && words.every((word) => all.has(word))),
      ...this.callsElsewhere.filter(([, words]) => words.some((word) => foreign.has(word)) && words.every((word) => allElsewhere.has(word))),
    ].map(([place]) => place));
    return this.things.filter((_, place) => places.has(place));
  }

  /** How well each thing fits one token, 0 to 1. */
  private fits(typed: Typed): number[] {
    const fits = this.things.map(() => 0);
    const take = (vocabulary: Vocabulary, share: number) => {
      for (const [known, likeness] of vocabulary.alike(typed)) {
        for (const [place, counts] of vocabulary.places.get(known)!) fits[place] = Math.max(fits[place]!, share * likeness * counts);
      }
    };
    take(this.own, 1);
    take(this.elsewhere, this.own.places.has(typed.text) ? ELSEWHERE_TOO : ELSEWHERE);
    return fits;
  }
}

/** What to look up of a text, from its beginning: each token once, the last one perhaps not finished. */
function typedTokens(text: string): Typed[] {
  const tokens = tokensOf(fold(text.slice(0, MOST_LETTERS))).slice(0, MOST_TOKENS);
  const each = new Map<string, Typed>();
  tokens.forEach((token, place) => {
    if (!each.has(token.text)) each.set(token.text, { ...token, isUnfinished: place === tokens.length - 1 });
  });
  return [...each.values()];
}

/** A token that fits many things ("street") tells less than one that fits few. */
function rarity(fits: readonly number[]): number {
  const best = Math.max(0, ...fits);
  if (!best) return 0;
  const count = fits.reduce((sum, fit) => sum + fit, 0) / best;
  return Math.log(1 + (fits.length - count + 0.5) / (count + 0.5));
}

/** The words of a call, or of a script without spaces its pairs of syllables. */
function wordsOf(call: string): string[] {
  return tokensOf(fold(call)).filter(({ weight }) => weight === WORD).map(({ text }) => text);
}

/** The known words that these tokens say. */
function heard(typed: readonly Typed[], vocabulary: Vocabulary): Set<string> {
  return new Set(typed.flatMap((token) => [...vocabulary.alike(token)].filter(([, likeness]) => likeness >= SAID).map(([known]) => known)));
}
