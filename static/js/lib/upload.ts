/**
 * tus 1.0 with checksums: sends one photo in parts, and goes on after a cut where the server stopped. After some failures in
 * a row, or when it should wait for long, the photo is given back to be tried later: something else has its turn.
 */
import { endAfter, trouble, troubleIn, type Fetch, type Trouble } from "./api";
import { base64 } from "./ids";
import type { Pace } from "./pace";
import { delayMs, retryAfterMs } from "./retry";

export interface UploadTools {
  fetch: Fetch;
  wait: (ms: number) => Promise<void>;
  random?: () => number;
  now?: () => number;
  /** How long parts are; the whole rest unless told. */
  pace?: Pace;
  /** SHA-256; each part then carries its own, so that a flipped bit costs one part. */
  digest?: (bytes: ArrayBuffer) => Promise<ArrayBuffer>;
  /** The server holds so many bytes. The next part waits for what this returns. */
  onProgress?: (sentBytes: number) => void | Promise<void>;
}

export interface Upload {
  url: string;
  secret: string;
  bytes: ArrayBuffer;
  /** Some of it may be with the server: it is asked first. */
  isBegun?: boolean;
}

export type UploadEnd = { kind: "received" } | ({ kind: "refused" } & Trouble) | ({ kind: "later"; afterMs: number | null } & Trouble);

const MOST_FAILURES = 3;
const LONG_PAUSE_MS = 10_000;
const REFUSED = new Set([401, 403, 404, 405, 410, 413, 415, 422]);
const SPOILED = new Set(["bad_part", "empty_part", "length_missing", "digest_mismatch"]);
const MOST_SPOILED = 3;

/** What one request led to. at: the server holds so many bytes. lost: ask it where to go on. */
type Step = { kind: "at"; offset: number } | ({ kind: "refused" } & Trouble) | Lost;
type Lost = { kind: "lost"; afterMs: number | null } & Trouble;

export function upload(job: Upload, tools: UploadTools): Promise<UploadEnd> {
  return new Uploading(job, tools).run();
}

class Uploading {
  private offset = 0;
  private isLost = this.job.isBegun === true;
  private failures = 0;
  private spoiled = 0;

  constructor(private readonly job: Upload, private readonly tools: UploadTools) {}

  async run(): Promise<UploadEnd> {
    while (this.offset < this.job.bytes.byteLength) {
      const step = await (this.isLost ? this.ask() : this.sendPart());
      if (step.kind === "at" && (this.isLost || step.offset > this.offset)) await this.goOn(step.offset);
      else if (step.kind === "refused" || this.isHopeless(step)) return { ...trouble(0), ...step, kind: "refused" };
      else {
        const end = await this.pause(step.kind === "lost" ? step : { kind: "lost", afterMs: null, ...trouble(204) });
        if (end) return end;
      }
    }
    return { kind: "received" };
  }

  private async goOn(offset: number): Promise<void> {
    if (offset > this.offset) this.failures = 0;
    this.offset = offset;
    this.isLost = false;
    await this.tools.onProgress?.(offset);
  }

  /** The first failure is asked about at once: most cuts are short. */
  private async pause({ kind: _, ...step }: Lost): Promise<UploadEnd | null> {
    const ms = this.failures === 0 ? (step.afterMs ?? 0) : delayMs(this.failures - 1, step.afterMs, this.tools.random);
    this.failures += 1;
    this.isLost = true;
    if (this.failures > MOST_FAILURES || ms > LONG_PAUSE_MS) return { kind: "later", ...step };
    await this.tools.wait(ms);
    return null;
  }

  private isHopeless(step: Step): boolean {
    if (step.kind === "lost" && SPOILED.has(step.code)) this.spoiled += 1;
    return this.spoiled > MOST_SPOILED;
  }

  private async sendPart(): Promise<Step> {
    const { pace, digest, now = Date.now } = this.tools;
    const body = this.job.bytes.slice(this.offset, pace && this.offset + pace.next());
    const headers: Record<string, string> = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset) };
    if (digest) headers["Upload-Checksum"] = `sha256 ${base64(await digest(body))}`;
    const startedAt = now();
    const step = await this.request({ method: "PATCH", headers, body }, body.byteLength);
    if (step.kind === "at") pace?.took(now() - startedAt, body.byteLength);
    else if (step.kind === "lost") this.shorten(step);
    return step;
  }

  private shorten({ status, isForeign }: Lost): void {
    if (status === 413 && isForeign) this.tools.pace?.tooLong();
    else this.tools.pace?.cut();
  }

  private ask(): Promise<Step> {
    return this.request({ method: "HEAD", cache: "no-store" }, 0);
  }

  private async request(options: RequestInit, bytes: number): Promise<Step> {
    const headers = { ...options.headers, "Authorization": `Bearer ${this.job.secret}`, "Tus-Resumable": "1.0.0" };
    try {
      const signal = endAfter(patienceMs(bytes));
      return await stepAfter(await this.tools.fetch(this.job.url, { ...options, headers, signal, redirect: "manual" }));
    } catch {
      return { kind: "lost", afterMs: null, ...trouble(0) };
    }
  }
}

/** Half a minute, and the time that a very slow link (1 KB/s) needs; the server itself waits five minutes at most. */
function patienceMs(bytes: number): number {
  return Math.min(300_000, 30_000 + bytes);
}

async function stepAfter(response: Response): Promise<Step> {
  const { status, ok, headers } = response;
  const offset = headers.get("Upload-Offset");
  if (ok && offset !== null && /^\d+$/.test(offset)) return { kind: "at", offset: Number(offset) };
  const said = await saidIn(response);
  if (REFUSED.has(status) && !said.isForeign && !SPOILED.has(said.code)) return { kind: "refused", ...said };
  return { kind: "lost", afterMs: retryAfterMs(headers), ...said };
}

/** An answer to HEAD has no words: that the server speaks tus shows who it is. */
async function saidIn(response: Response): Promise<Trouble> {
  const said = await troubleIn(response);
  return response.headers.has("Tus-Resumable") ? { ...said, isForeign: false } : said;
}
