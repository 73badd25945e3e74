/** The way of one report from this page to the city: first the words, as often as it takes, then the photos. */
import { put, type Fetch, type Outcome, type PhotoState, type Sending } from "./api";
import { delayMs } from "./retry";
import { upload } from "./upload";

export interface SendingTools {
  fetch: Fetch;
  wait: (ms: number) => Promise<void>;
  random?: () => number;
}

export type Answer = Exclude<Outcome, { kind: "retry" }>;

export interface HeldPhoto {
  sha256: string;
  bytes: ArrayBuffer;
}

/** Sends the same bytes until the city answers. onRetry hears of each failed try before the wait. */
export async function sendWords(sending: Sending, tools: SendingTools, onRetry: () => void): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await put(sending, tools.fetch);
    if (outcome.kind !== "retry") return outcome;
    onRetry();
    await tools.wait(delayMs(attempt, outcome.afterMs, tools.random));
  }
}

export interface PhotoCounts {
  total: number;
  sent: number;
  refused: number;
}

/** One photo after the other, each to its end; what the server already holds is not sent again. */
export async function sendPhotos(
  sending: Pick<Sending, "id" | "secret">,
  photos: readonly HeldPhoto[],
  held: readonly PhotoState[],
  tools: SendingTools,
  onCount: (counts: PhotoCounts) => void,
): Promise<PhotoCounts> {
  const waiting = new Set(held.filter(({ state }) => state === "receiving").map(({ sha256 }) => sha256));
  const counts = { total: photos.length, sent: 0, refused: 0 };
  for (const photo of photos) {
    onCount({ ...counts });
    const url = `/api/v1/reports/${sending.id}/photos/${photo.sha256}`;
    const end = waiting.has(photo.sha256) ? await upload({ url, secret: sending.secret, bytes: photo.bytes }, tools) : { kind: "received" };
    counts[end.kind === "received" ? "sent" : "refused"] += 1;
  }
  onCount({ ...counts });
  return counts;
}
