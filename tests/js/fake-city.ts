/** The city's side of the App API in memory: what it received, how often it was asked, and what goes wrong on the way. */
import { createHash } from "node:crypto";
import type { Fetch } from "../../static/js/lib/api";
import { json, problem } from "./fakes";

/** cut: nothing arrives. lost: it arrives, but the answer does not. A number: the line breaks after so many bytes of a part. */
export type Fault = Response | "cut" | "lost" | number | null | undefined;

interface Photo {
  bytes: number;
  here: Buffer;
}

interface Received {
  kind: string;
  words: string;
  number: string;
  secret: string;
  photos: Map<string, Photo>;
}

export class FakeCity {
  readonly received = new Map<string, Received>();
  /** "PUT reports/<id>", in the order they came, those that were cut too. */
  readonly asked: string[] = [];
  faults: (request: string, count: number) => Fault = () => null;

  readonly fetch: Fetch = async (url, options) => {
    const [, kind, id, , sha256] = new URL(url, "https://city.example").pathname.slice("/api".length).split("/").slice(1);
    const request = `${options.method} ${[kind, id, sha256].filter(Boolean).join("/")}`;
    this.asked.push(request);
    const fault = this.faults(request, this.asked.length);
    if (fault instanceof Response) return fault.clone();
    if (fault === "cut") throw new TypeError("Failed to fetch");
    const secret = new Headers(options.headers).get("Authorization")!.slice("Bearer ".length);
    const answer = sha256 ? this.photo(id!, sha256, secret, options, fault) : this.words(kind!, id!, secret, options.body as ArrayBuffer);
    if (fault === "lost" || typeof fault === "number") throw new TypeError("network changed");
    return answer;
  };

  sends(): string[] {
    return this.asked.filter((request) => request.startsWith("PUT"));
  }

  photosOf(id: string): string[] {
    return [...this.received.get(id)!.photos].filter(([sha256, { here }]) => createHash("sha256").update(here).digest("hex") === sha256).map(([sha256]) => sha256);
  }

  private words(kind: string, id: string, secret: string, body: ArrayBuffer): Response {
    const words = new TextDecoder().decode(body);
    const known = this.received.get(id);
    if (known && known.secret !== secret) return problem(404, { code: "no_such_report", detail: "We have no report that this key opens." });
    if (known && known.words !== words) return problem(409, { code: "already_received", number: known.number });
    const declared = (JSON.parse(words) as { photos: { sha256: string; bytes: number }[] }).photos;
    const photos = known?.photos ?? new Map(declared.map(({ sha256, bytes }) => [sha256, { bytes, here: Buffer.alloc(0) }]));
    const row = known ?? { kind, words, secret, photos, number: String(1_000_000_000 + this.received.size) };
    this.received.set(id, row);
    const states = [...photos].map(([sha256, { bytes, here }]) => ({ sha256, state: here.length === bytes ? "received" : "receiving" }));
    const receipt = { report_id: id, number: row.number, url: `/c/${row.number}`, status: "received", expected_on: null, photos: states };
    return json(known ? 200 : 201, receipt);
  }

  private photo(id: string, sha256: string, secret: string, options: RequestInit, cutAfter: Fault): Response {
    const owner = this.received.get(id);
    const photo = owner?.secret === secret ? owner.photos.get(sha256) : undefined;
    if (!photo) return tus(404, null);
    if (options.method === "HEAD") return tus(200, photo.here.length);
    const headers = new Headers(options.headers);
    const part = Buffer.from(options.body as ArrayBuffer);
    const checksum = `sha256 ${createHash("sha256").update(part).digest("base64")}`;
    if (Number(headers.get("Upload-Offset")) > photo.here.length) return tus(409, photo.here.length);
    if (headers.has("Upload-Checksum") && headers.get("Upload-Checksum") !== checksum) return tus(460, photo.here.length);
    const arrived = typeof cutAfter === "number" ? part.subarray(0, cutAfter) : part;
    photo.here = Buffer.concat([photo.here.subarray(0, Number(headers.get("Upload-Offset"))), arrived]);
    return tus(204, photo.here.length);
  }
}

function tus(status: number, offset: number | null): Response {
  return new Response(null, { status, headers: { "Tus-Resumable": "1.0.0", ...(offset === null ? {} : { "Upload-Offset": String(offset) }) } });
}
