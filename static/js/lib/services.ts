/** The city's catalogue in one language, asked for once and kept while the page is open. */
import type { Fetch } from "./api";

export interface ListedService {
  code: string;
  name: string;
  description: string;
  keywords: readonly string[];
}

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

export interface Service extends ListedService {
  questions: readonly Question[];
  stops: readonly Stop[];
}

export interface Listing {
  services: readonly ListedService[];
  stops: readonly Stop[];
}

/** A failed question is forgotten, so that the next one asks again. */
export class Catalogue {
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(private readonly language: string, private readonly fetch: Fetch) {}

  list(): Promise<Listing> {
    return this.ask<Listing>("/api/v1/services");
  }

  async service(code: string): Promise<Service> {
    const service = await this.ask<Service>(`/api/v1/services/${encodeURIComponent(code)}`);
    return { ...service, questions: [...(service.questions ?? [])].sort((a, b) => a.order - b.order), stops: service.stops ?? [] };
  }

  private ask<T>(path: string): Promise<T> {
    const known = this.answers.get(path) ?? this.load(path);
    this.answers.set(path, known);
    known.catch(() => this.answers.delete(path));
    return known as Promise<T>;
  }

  private async load(path: string): Promise<unknown> {
    const response = await this.fetch(`${path}?lang=${encodeURIComponent(this.language)}`, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  }
}
