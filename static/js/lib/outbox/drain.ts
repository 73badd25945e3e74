/** Sends what is due: the words of all first, then photos, one at a time. */
import { putReport, type Fetch, type Outcome, type Receipt } from "../api";
import { delayMs } from "../retry";
import { upload } from "../upload";
import { isWaiting, type Outbox } from "./outbox";
import type { Kept, KeptPhoto, Trouble } from "./types";

export interface DrainTools {
  fetch: Fetch;
  wait: (ms: number) => Promise<void>;
  now?: () => number;
  random?: () => number;
  /** Its words are with the city; photos may still go up. */
  onReceipt?: (kept: Kept) => void;
  /** True: somebody else sends from here on. */
  isStopped?: () => boolean;
}

/** Resolves with the moment of the next try, or null where nothing waits. */
export async function drain(outbox: Outbox, tools: DrainTools): Promise<number | null> {
  const now = () => tools.now?.() ?? Date.now();
  const isDue = (row: Kept) => isWaiting(row) && row.nextTryAt <= now();
  for (const row of (await outbox.list()).reverse().filter((each) => isDue(each) && !each.receipt)) await sendWords(row);
  for (const row of (await outbox.list()).reverse().filter((each) => isDue(each) && each.receipt)) await sendPhotos(row);
  const waiting = (await outbox.list()).filter(isWaiting);
  return waiting.length ? Math.min(...waiting.map((row) => row.nextTryAt)) : null;

  async function sendWords(row: Kept): Promise<void> {
    const photos = row.photos.map(({ sha256, bytes, type }) => ({ sha256, bytes, type }));
    const outcome = await putReport({ ...row, body: new Uint8Array(row.body!), photos }, tools.fetch);
    await outbox.change(row.id, (current) => current ? { rows: [after(current, outcome)] } : null);
    const kept = await outbox.find(row.id);
    if (kept?.receipt) tools.onReceipt?.(kept);
  }

  function after(row: Kept, outcome: Outcome): Kept {
    if (outcome.kind === "received") return { ...row, state: "sending", receipt: outcome.receipt, trouble: null };
    if (outcome.kind === "conflict") return { ...row, state: "sending", receipt: bareReceipt(row, outcome.number) };
    if (outcome.kind === "refused") return { ...row, state: "needs-you", trouble: { ...NO_ANSWER, status: outcome.status, message: outcome.message, errors: outcome.errors } };
    return { ...row, state: "sending", attempts: row.attempts + 1, nextTryAt: now() + delayMs(row.attempts, outcome.afterMs, tools.random), trouble: NO_ANSWER };
  }

  async function sendPhotos(row: Kept): Promise<void> {
    for (const photo of row.photos.filter(({ state }) => state === "kept" || state === "raw")) await sendPhoto(row, photo);
    const left = await outbox.setting("shared") ? [] : [{ ...row, state: "sent" as const, body: null, draft: null }];
    await outbox.change(row.id, (current) => ({
      rows: left.map((sent) => ({ ...sent, photos: current!.photos })),
      withoutRows: left.length ? [] : [row.id],
      withoutPhotos: row.photos.map(({ key }) => key),
    }));
  }

  async function sendPhoto(row: Kept, photo: KeptPhoto): Promise<void> {
    const bytes = await outbox.photoBytes(photo.key);
    const url = `/api/v1/reports/${row.reportId ?? row.id}/photos/${photo.sha256}`;
    const state = bytes ? await upload({ url, secret: row.secret, bytes }, tools) : "refused";
    await outbox.change(row.id, (current) => ({
      rows: [{ ...current!, photos: current!.photos.map((each) => (each.key === photo.key ? { ...each, state } : each)) }],
    }));
  }
}

const NO_ANSWER: Trouble = { status: 0, code: "", message: "", errors: [], isForeign: false };

function bareReceipt(row: Kept, number: string): Receipt {
  return { report_id: row.id, number, url: `/c/${number}`, status: "received", expected_on: null, photos: [] };
}
