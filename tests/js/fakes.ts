/** Memory stand-ins for what the libraries take as arguments. */
import type { Fetch } from "../../static/js/lib/api";

export interface Call {
  url: string;
  method: string;
  headers: Headers;
  body: unknown;
  redirect?: string | undefined;
}

export type Reply = Response | "cut";

/** Answers from a list, in order; the last one stays. "cut" is a network that fails. */
export function fakeFetch(...replies: (Reply | ((call: Call) => Reply))[]): Fetch & { calls: Call[] } {
  const calls: Call[] = [];
  const fetch = async (url: string, options: RequestInit): Promise<Response> => {
    const call = { url, method: options.method ?? "GET", headers: new Headers(options.headers), body: options.body, redirect: options.redirect };
    calls.push(call);
    const reply = replies[Math.min(calls.length, replies.length) - 1]!;
    const answer = typeof reply === "function" ? reply(call) : reply;
    if (answer === "cut") throw new TypeError("Failed to fetch");
    return answer.clone();
  };
  return Object.assign(fetch, { calls });
}

export function json(status: number, answer: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(answer), { status, headers: { "Content-Type": "application/json", ...headers } });
}

export function problem(status: number, answer: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(answer), { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

/** A wait that takes no time and remembers how long it should have been. */
export function fakeWait(): ((ms: number) => Promise<void>) & { waits: number[] } {
  const waits: number[] = [];
  return Object.assign(async (ms: number) => void waits.push(ms), { waits });
}

/** The server's side of tus: keeps what arrives, and can drop the line after so many bytes of a part. */
export class FakeUploads {
  held = new Uint8Array(0);
  calls: string[] = [];

  constructor(private readonly total: number, private readonly faults: (number | null)[] = []) {}

  fetch: Fetch = async (_url, options) => {
    this.calls.push(String(options.method));
    if (options.method === "HEAD") return this.answer(200);
    const part = new Uint8Array(options.body as ArrayBuffer);
    if (Number(new Headers(options.headers).get("Upload-Offset")) !== this.held.length) return this.answer(409);
    const fault = this.faults.shift() ?? null;
    this.held = new Uint8Array([...this.held, ...part.slice(0, fault ?? part.length)]);
    if (fault !== null) throw new TypeError("network changed");
    return this.answer(204);
  };

  private answer(status: number): Response {
    const headers = { "Upload-Offset": String(this.held.length), "Upload-Length": String(this.total), "Tus-Resumable": "1.0.0" };
    return new Response(null, { status, headers });
  }
}
