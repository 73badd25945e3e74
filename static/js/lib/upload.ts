/** tus 1.0 core: sends one photo in parts, and goes on after a cut where the server stopped. */
import type { Fetch } from "./api";
import { delayMs, retryAfterMs } from "./retry";

export interface UploadTools {
  fetch: Fetch;
  wait: (ms: number) => Promise<void>;
  random?: () => number;
  /** How many bytes the next part has; the whole rest unless told. */
  partBytes?: (offset: number) => number;
  onProgress?: (sentBytes: number) => void;
}

export interface Upload {
  url: string;
  secret: string;
  bytes: ArrayBuffer;
}

export type UploadEnd = "received" | "refused";

const PATIENCE_MS = 300_000;
const REFUSED = new Set([400, 401, 403, 404, 405, 410, 411, 413, 415]);
const SPOILED = new Set([422, 460]);
const MOST_SPOILED = 3;

/** What one request led to. at: the server holds so many bytes. lost: ask it where to go on. */
type Step = { kind: "at"; offset: number } | { kind: "lost"; afterMs: number | null; spoiled: boolean } | { kind: "refused" };

export function upload(job: Upload, tools: UploadTools): Promise<UploadEnd> {
  return new Uploading(job, tools).run();
}

class Uploading {
  private offset = 0;
  private isLost = false;
  private failures = 0;
  private spoiled = 0;

  constructor(private readonly job: Upload, private readonly tools: UploadTools) {}

  async run(): Promise<UploadEnd> {
    while (this.offset < this.job.bytes.byteLength) {
      const step = await (this.isLost ? ask(this.job, this.tools) : sendPart(this.job, this.tools, this.offset));
      if (step.kind === "refused" || this.isHopeless(step)) return "refused";
      if (step.kind === "at" && (this.isLost || step.offset > this.offset)) this.goOn(step.offset);
      else await this.pause(step.kind === "lost" ? step.afterMs : null);
    }
    return "received";
  }

  private goOn(offset: number): void {
    if (offset > this.offset) this.failures = 0;
    this.offset = offset;
    this.isLost = false;
    this.tools.onProgress?.(offset);
  }

  /** The first failure is asked about at once: most cuts are short. */
  private async pause(afterMs: number | null): Promise<void> {
    const isFirst = this.failures === 0;
    const ms = isFirst ? (afterMs ?? 0) : delayMs(this.failures - 1, afterMs, this.tools.random);
    this.failures += 1;
    this.isLost = true;
    await this.tools.wait(ms);
  }

  private isHopeless(step: Step): boolean {
    if (step.kind === "lost" && step.spoiled) this.spoiled += 1;
    return this.spoiled > MOST_SPOILED;
  }
}

function sendPart(job: Upload, tools: UploadTools, offset: number): Promise<Step> {
  const end = offset + (tools.partBytes?.(offset) ?? job.bytes.byteLength);
  return request(job, tools, {
    method: "PATCH",
    headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) },
    body: job.bytes.slice(offset, end),
  });
}

function ask(job: Upload, tools: UploadTools): Promise<Step> {
  return request(job, tools, { method: "HEAD", cache: "no-store" });
}

async function request(job: Upload, tools: UploadTools, options: RequestInit): Promise<Step> {
  const headers = { ...options.headers, "Authorization": `Bearer ${job.secret}`, "Tus-Resumable": "1.0.0" };
  const signal = AbortSignal.timeout?.(PATIENCE_MS) ?? null;
  try {
    return stepAfter(await tools.fetch(job.url, { ...options, headers, signal, redirect: "error" }));
  } catch {
    return { kind: "lost", afterMs: null, spoiled: false };
  }
}

function stepAfter({ status, ok, headers }: Response): Step {
  if (REFUSED.has(status)) return { kind: "refused" };
  const offset = headers.get("Upload-Offset");
  if (ok && offset !== null && /^\d+$/.test(offset)) return { kind: "at", offset: Number(offset) };
  return { kind: "lost", afterMs: retryAfterMs(headers), spoiled: SPOILED.has(status) };
}
