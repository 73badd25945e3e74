/**
 * The phone's outbox without a phone: reads a job from its input, sends it with the page's own code, and says what came
 * of it. `speed` makes its clock and its pauses so many times quicker, for links that are as many times quicker too.
 */
import { readFileSync } from "node:fs";
import { drain } from "../../static/js/lib/outbox/drain";
import { Outbox } from "../../static/js/lib/outbox/outbox";
import { MemoryStore } from "../../static/js/lib/outbox/store";
import { hex } from "../../static/js/lib/ids";

interface Job {
  origin: string;
  speed: number;
  /** Milliseconds of this client's own clock. */
  patienceMs: number;
  reports: { id: string; secret: string; words: string; photos: string[] }[];
}

const job = JSON.parse(readFileSync(0, "utf-8")) as Job;
const begun = Date.now();
const now = () => begun + (Date.now() - begun) * job.speed;
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / job.speed));
const digest = (bytes: ArrayBuffer) => crypto.subtle.digest("SHA-256", bytes);
const hexDigest = async (bytes: ArrayBuffer) => hex(new Uint8Array(await digest(bytes)));

const outbox = new Outbox(new MemoryStore(), { now, digest: hexDigest });
const wordsMs: Record<string, number> = {};

async function keep({ id, secret, words, photos }: Job["reports"][number]): Promise<void> {
  await outbox.begin({ id, kind: "reports", secret, language: "en" });
  const declared = [];
  for (const photo of photos) {
    const bytes = new Uint8Array(Buffer.from(photo, "base64")).buffer;
    const { sha256, type } = await outbox.addPhoto(id, { sha256: await hexDigest(bytes), type: "image/jpeg", bytes });
    declared.push({ sha256, bytes: bytes.byteLength, type });
  }
  const body = { service: "other", description: words, language: "en", photos: declared, schema: 1 };
  await outbox.handOver(id, new TextEncoder().encode(JSON.stringify(body)), null);
}

for (const report of job.reports) await keep(report);
const startedMs = now();
const tools = {
  fetch: (path: string, options: RequestInit) => fetch(job.origin + path, options),
  wait,
  now,
  digest,
  onReceipt: ({ id }: { id: string }) => void (wordsMs[id] = now() - startedMs),
};
for (let next = await drain(outbox, tools); next !== null && now() - startedMs < job.patienceMs; next = await drain(outbox, tools)) {
  await wait(Math.max(0, next - now()));
}
const rows = (await outbox.list()).map(({ id, kind, state, receipt, trouble, photos }) => ({
  id, kind, state, number: receipt?.number ?? null, trouble, photos, wordsMs: wordsMs[id] ?? null,
}));
console.log(JSON.stringify({ tookMs: now() - startedMs, rows }));
process.exit(0);
