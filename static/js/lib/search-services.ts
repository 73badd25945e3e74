/** Finds services and stops of the city by the words of every language; what is found is in the reader's own. */
import { Index, type Findable } from "./search";
import type { Phrase } from "./search-vocabulary";
import type { ListedService, Listing, Stop, Words } from "./services";

export interface Finds {
  services: ListedService[];
  stops: Stop[];
}

type Thing = { code: string; service: ListedService } | { code: string; stop: Stop };

// As in app/city/queries.py, which says why.
const NAME = 1;
const KEYWORD = 0.9;
const TEXT = 0.35;
const UNRANKED = 99;
const MOST_SERVICES = 8;
const MOST_STOPS = 2;
const NEARLY = 0.5;

export class ServiceSearch {
  private readonly things: readonly Findable<Thing>[];
  private readonly index: Index<Thing>;
  private hearing: Promise<void> | null = null;

  constructor({ services, stops }: Listing, private readonly language: string) {
    const ranked = [...services].sort((one, other) => (one.popular ?? UNRANKED) - (other.popular ?? UNRANKED));
    this.things = [...ranked.map(findableService), ...stops.map(findableStop)];
    this.index = new Index(this.things);
  }

  find(text: string): Finds {
    const found = this.index.find(text);
    const least = (found[0]?.[1] ?? 0) * NEARLY;
    const nearly = found.filter(([, score]) => score >= least).map(([thing]) => thing);
    return {
      services: found.flatMap(([thing]) => ("service" in thing ? [thing.service] : [])).slice(0, MOST_SERVICES),
      stops: [...new Set([...this.index.said(text), ...nearly])].flatMap((thing) => ("stop" in thing ? [thing.stop] : [])).slice(0, MOST_STOPS),
    };
  }

  /** Everything is found by the words of all other languages too. A slow phone takes a breath after each language. */
  hear(words: Words, breath: () => Promise<void>): Promise<void> {
    this.hearing ??= this.hearAll(words, breath);
    return this.hearing;
  }

  private async hearAll({ codes, words }: Words, breath: () => Promise<void>): Promise<void> {
    for (const [language, called] of Object.entries(words)) {
      if (language === this.language) continue;
      this.things.forEach(({ thing, calls }, place) => {
        const elsewhere = called[codes.indexOf(thing.code)] ?? [];
        this.index.learn(place, keywords(elsewhere), calls && elsewhere);
      });
      await breath();
    }
  }
}

function findableService(service: ListedService): Findable<Thing> {
  const asked = (service.questions ?? []).flatMap(({ label, hint, values }) => [label, hint, ...values.map(({ name }) => name)]);
  const texts = [service.description, ...asked].map((text): Phrase => [text, TEXT]);
  return { thing: { code: service.code, service }, own: [[service.name, NAME], ...keywords(service.keywords), ...texts] };
}

function findableStop(stop: Stop): Findable<Thing> {
  const calls = stop.keywords ?? [];
  return { thing: { code: stop.code, stop }, own: [[stop.title, NAME], ...keywords(calls), [stop.text, TEXT]], calls };
}

function keywords(words: readonly string[]): Phrase[] {
  return words.map((word) => [word, KEYWORD]);
}
