/** Rows, cases and saved pages as they stand on a phone. */
import type { Kept, KnownCase, KeptPhoto, State } from "../../static/js/lib/outbox/types";

export function row(state: State, changes: Partial<Kept> = {}): Kept {
  return {
    id: `a ${state} one`, kind: "reports", secret: "s".repeat(32), state, language: "en", reportId: null, createdAt: 1, changedAt: 1,
    draft: { fields: [["description", "Ugly"]], place: { kind: "nothing" }, step: "details" }, body: null, photos: [photo(`photo of ${state}`)],
    summary: { service: "Graffiti", place: "1234 Market St", words: "Ugly" }, told: null, receipt: null, attempts: 0, nextTryAt: 0,
    trouble: null, ...changes,
  };
}

export function photo(key: string, state: KeptPhoto["state"] = "kept"): KeptPhoto {
  return { key, sha256: key, type: "image/jpeg", bytes: 3, state };
}

export function knownCase(number: string): KnownCase {
  return {
    number, url: `/c/${number}`, language: "en", serviceName: "Graffiti", icon: "graffiti", status: "received", statusText: "Received",
    whereText: "Market St", receivedText: "Today", expectedText: "", checkedAt: 1, checkedText: "Today",
  };
}

/** As much of CacheStorage as is asked of it: names, and the addresses in each. */
export class FakeCaches {
  constructor(private readonly saved: Record<string, string[]>) {}

  async keys(): Promise<string[]> {
    return Object.keys(this.saved);
  }

  async open(name: string): Promise<{ keys(): Promise<string[]> }> {
    return { keys: async () => this.saved[name] ?? [] };
  }

  async delete(name: string): Promise<boolean> {
    return delete this.saved[name];
  }

  asStorage(): CacheStorage {
    return this as unknown as CacheStorage;
  }
}
