/** The city's catalogue in one language, asked for once and kept while the page is open. */
import type { Fetch } from "./api";

export interface Stop {
  code: string;
  title: string;
  text: string;
  phone: string | null;
  phone_label?: string | null;
  website?: string | null;
  keywords?: readonly string[];
  question?: string | null;
  answer?: string | null;
}

export type Datatype = "string" | "number" | "datetime" | "text" | "singlevaluelist" | "multivaluelist";

export interface Question {
  code: string;
  datatype: Datatype;
  required: boolean;
  label: string;
  hint: string;
  order: number;
  values: readonly { key: string; name: string }[];
}

/** Which answer brings up a stop; its texts stand in the list's own stops. */
export type NamedStop = Pick<Stop, "code" | "question" | "answer">;

export interface ListedService {
  code: string;
  name: string;
  description: string;
  keywords: readonly string[];
  popular?: number | null;
  /** Its cases are shown to nobody else, or their places are not the exact ones. */
  private?: boolean;
  rounded?: boolean;
  /** Metres within which another report may be about the same; where it is not said, as the listing says for all. */
  same_within_m?: number;
  /** Codes of services under which people report the same. */
  kin?: readonly string[];
  questions?: readonly Question[];
  stops?: readonly NamedStop[];
}

export interface Service extends ListedService {
  questions: readonly Question[];
  stops: readonly Stop[];
}

export interface Listing {
  services: readonly ListedService[];
  stops: readonly Stop[];
  same_within_m?: number;
}

/** What the services and stops of these codes are called in each language, in the order of the codes. */
export interface Words {
  codes: readonly string[];
  words: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/** One request brings everything. One that failed is forgotten, so that the next question asks again. */
export class Catalogue {
  private listing: Promise<Listing> | null = null;
  private called: Promise<Words> | null = null;

  constructor(readonly language: string, private readonly fetch: Fetch) {}

  list(): Promise<Listing> {
    const asked = (this.listing ??= this.load<Listing>(this.inLanguage("/api/v1/services", "&questions=1")));
    asked.catch(() => (this.listing = this.listing === asked ? null : this.listing));
    return asked;
  }

  /** Names and keywords of all languages at once: as much as four such lists, so only for whoever searches. */
  words(): Promise<Words> {
    const asked = (this.called ??= this.load<Words>("/api/v1/services/words"));
    asked.catch(() => (this.called = this.called === asked ? null : this.called));
    return asked;
  }

  /** What the list does not have, such as a service that is retired now, has an address of its own. */
  async service(code: string): Promise<Service> {
    const { services, stops } = await this.list();
    const listed = services.find((service) => service.code === code);
    if (!listed?.questions) return inOrder(await this.load<Service>(this.inLanguage(`/api/v1/services/${encodeURIComponent(code)}`)));
    const named = (listed.stops ?? []).flatMap((one) => stops.filter((stop) => stop.code === one.code).map((stop) => ({ ...stop, ...one })));
    return inOrder({ ...listed, questions: listed.questions, stops: named });
  }

  private inLanguage(path: string, more = ""): string {
    return `${path}?lang=${encodeURIComponent(this.language)}${more}`;
  }

  private async load<T>(url: string): Promise<T> {
    const response = await this.fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.json() as Promise<T>;
  }
}

function inOrder(service: Service): Service {
  const questions = [...(service.questions ?? [])].sort((a, b) => a.order - b.order);
  return { ...service, questions, stops: service.stops ?? [] };
}
