/** Open cases that a report may be about: what the city says of them before the report is sent. */
import { endAfter, type Fetch } from "./api";
import type { Point } from "./place";

export interface LikelyCase {
  number: string;
  service: string;
  service_name: string;
  status_text: string;
  distance_text: string;
  address: string;
  received_text: string;
  report_count: number;
  reports_text: string;
  photo: { url: string; alt: string } | null;
}

/** What is about to be sent, as far as it matters here. */
export interface Sought extends Point {
  service: string;
  accuracy_m: number;
  words: string;
}

/** The sentences of the question come with its cases: pages carry none that may never be asked. */
export interface Asked<Case> {
  texts: Record<string, string>;
  cases: readonly Case[];
}

const PATIENCE_MS = 5_000;

/** null where the city does not answer in time: nobody waits for it. */
export async function askLikely(sought: Sought, language: string, fetch: Fetch): Promise<Asked<LikelyCase> | null> {
  const { service, latitude, longitude, accuracy_m, words } = sought;
  const asked = { service, lat: latitude, long: longitude, accuracy: accuracy_m, words: words.slice(0, 300), lang: language };
  return ask(`/api/v1/cases/likely?${query(asked)}`, fetch);
}

export function query(asked: Record<string, string | number>): string {
  return new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)])).toString();
}

export async function ask<Case>(url: string, fetch: Fetch): Promise<Asked<Case> | null> {
  try {
    const response = await fetch(url, { signal: endAfter(PATIENCE_MS), redirect: "error" });
    return response.ok ? asAsked(await response.json()) : null;
  } catch {
    return null;
  }
}

/** Whatever a hotel's network answers, is no list of cases. */
export function asAsked<Case>(answer: unknown): Asked<Case> | null {
  const { cases, texts } = (answer ?? {}) as Partial<Asked<Case>>;
  return Array.isArray(cases) && typeof texts === "object" ? { cases, texts } : null;
}
