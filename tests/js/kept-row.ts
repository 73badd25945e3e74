/** A row of the outbox, with only what a test cares about said. */
import type { Kept } from "../../static/js/lib/outbox/types";

export function keptRow(changes: Partial<Kept> = {}): Kept {
  return {
    id: "11111111-1111-4111-8111-111111111111", kind: "reports", secret: "a-secret-of-thirty-two-characters", state: "draft", language: "en",
    reportId: null, createdAt: 0, changedAt: 0, draft: null, body: null, photos: [], summary: { service: "Graffiti", place: "1234 Market St", words: "" },
    told: null, receipt: null, attempts: 0, nextTryAt: 0, trouble: null, ...changes,
  };
}
