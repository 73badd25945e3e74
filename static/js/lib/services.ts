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

export interface ListedService {
  code: string;
  name: string;
  description: string;
  keywords: readonly string[];
  questions?: readonly Question[];
  stops?: readonly Stop[];
}

export interface Service extends ListedService {
  questions: readonly Question[];
  stops: readonly Stop[];
}

export interface Listing {
  services: readonly ListedService[];
  stops: readonly Stop[];
}

/** One request brings everything. One that failed is forgotten, so that the next question asks again. */
export class Catalogue {
  private listing: Promise<Listing> | null = null;

  constructor(private readonly language: string, private readonly fetch: Fetch) {}

  list(): Promise<Listing> {
    const asked = (this.listing ??= this.load<Listing>("/api/v1/services", "&questions=1"));
    asked.catch(() => (this.listing = this.listing === asked ? null : this.listing));
    return asked;
  }

  /** What the list does not have, such as a service that is retired now, has an address of its own. */
  async service(code: string): Promise<Service> {
    const { services } = await this.list();
    const listed = services.find((service) => service.code === code);
    return inOrder(listed?.questions ? listed : await this.load<ListedService>(`/api/v1/services/${encodeURIComponent(code)}`));
  }

  private async load<T>(path: string, more = ""): Promise<T> {
    const url = `${path}?lang=${encodeURIComponent(this.language)}${more}`;
    const response = await this.fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json() as Promise<T>;
  }
}

function inOrder(service: ListedService): Service {
  const questions = [...(service.questions ?? [])].sort((a, b) => a.order - b.order);
  return { ...service, questions, stops: service.stops ?? [] };
}
