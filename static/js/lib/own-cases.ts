/** The cases that this phone sent: asked of the city, and what was known last where there is no answer. */
import { endAfter, type Fetch } from "./api";
import type { Outbox } from "./outbox/outbox";
import { noteUse } from "./outbox/signs";
import type { Kept, KnownCase } from "./outbox/types";

/** One case as GET /api/v1/mine tells of it. */
interface Told {
  number: string;
  url: string;
  service_name: string;
  icon: string;
  status: string;
  status_text: string;
  where_text: string;
  received_text: string;
  expected_text: string;
  received_at: string;
  closing_reason: string | null;
  thumbnail_url: string | null;
  others_text?: string;
}

const PATIENCE_MS = 20_000;

export interface OwnCasesTools {
  language: string;
  fetch: Fetch;
  now: () => number;
  /** Where others use the phone too, the answer is shown and not kept. */
  isShared: () => Promise<boolean>;
}

export class OwnCases {
  private answer: readonly KnownCase[] = [];

  constructor(private readonly outbox: Outbox, private readonly tools: OwnCasesTools) {}

  /** `receivedText` is the status of what was sent and not asked about yet. */
  async list(receivedText: string): Promise<KnownCase[]> {
    const [kept, rows] = await Promise.all([this.outbox.cases(), this.outbox.list()]);
    const known = new Map([...kept, ...this.answer].map((each) => [each.number, each]));
    return ownCases([...known.values()], rows, receivedText);
  }

  /** Whether the city answered. What it said is there afterwards, even where this phone has no room to keep it. */
  async refresh(): Promise<boolean> {
    const { language, fetch, now, isShared } = this.tools;
    const answer = await askOwnCases(language, fetch, now());
    if (!answer) return false;
    this.answer = answer;
    if (!(await isShared())) await this.keep(answer);
    return true;
  }

  /** Home looks for them from now on. A phone without room has shown them all the same. */
  private async keep(answer: readonly KnownCase[]): Promise<void> {
    await this.outbox.keepCases(answer).catch(() => undefined);
    if (answer.length) noteUse();
  }
}

/** null where the city did not answer: no network, a page of somebody on the way, a server that is down. */
export async function askOwnCases(language: string, fetch: Fetch, now: number): Promise<KnownCase[] | null> {
  try {
    const signal = endAfter(PATIENCE_MS);
    const response = await fetch(`/api/v1/mine?lang=${encodeURIComponent(language)}`, { signal, cache: "no-store", redirect: "error" });
    if (!response.ok || !/\bjson\b/.test(response.headers.get("Content-Type") ?? "")) return null;
    const { cases, checked_text } = (await response.json()) as { cases?: Told[]; checked_text?: string };
    if (!Array.isArray(cases) || typeof checked_text !== "string") return null;
    return cases.map((told) => known(told, language, now, checked_text));
  } catch {
    return null;
  }
}

function known(told: Told, language: string, checkedAt: number, checkedText: string): KnownCase {
  return {
    number: told.number, url: told.url, language, serviceName: told.service_name, icon: told.icon, status: told.status,
    statusText: told.status_text, whereText: told.where_text, receivedText: told.received_text, expectedText: told.expected_text,
    receivedAt: Date.parse(told.received_at), closingReason: told.closing_reason, thumbnailUrl: told.thumbnail_url,
    othersText: told.others_text, checkedAt, checkedText,
  };
}

/** Newest first: what is known of each case, and before the city was asked what its receipt said. */
function ownCases(cases: readonly KnownCase[], rows: readonly Kept[], receivedText: string): KnownCase[] {
  const numbers = new Set(cases.map(({ number }) => number));
  const sent = rows.filter(({ kind, receipt }) => kind === "reports" && receipt !== null && !numbers.has(receipt.number));
  const fresh = new Map(sent.map((row) => [row.receipt!.number, fromReceipt(row, receivedText)]));
  return [...fresh.values(), ...cases].sort((a, b) => (b.receivedAt ?? 0) - (a.receivedAt ?? 0));
}

function fromReceipt({ receipt, language, summary, createdAt }: Kept, receivedText: string): KnownCase {
  const { number, status, expected_text } = receipt!;
  return {
    number, url: `/c/${number}`, language, serviceName: summary.service, icon: "info", status, statusText: receivedText, whereText: summary.place,
    receivedText: "", expectedText: expected_text ?? "", receivedAt: createdAt, closingReason: null, thumbnailUrl: null, checkedAt: 0, checkedText: "",
  };
}
