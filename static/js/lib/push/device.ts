/** This phone as the city knows it (PUT and DELETE /api/v1/push/{device}): for pages, and for the worker. */
import { endAfter, troubleIn, type Fetch } from "../api";

export { DEVICE } from "./sign";

/** What the phone keeps of itself: a setting of the outbox, on the disk before anybody relies on it. */
export interface Device {
  id: string;
  secret: string;
  /** The one in which it was last asked to be told. */
  language: string;
  /** The city's public key, base64url: a subscription is for one key alone. */
  key: string;
  /** False: its owner wants no messages here any more, and may follow things all the same. */
  isOn: boolean;
}

/**
 * denied: the person or the browser said no. unsupported, ios: this browser cannot, or only as an app. late: its message service
 * does not answer. offline: the city does not. refused: the city said no. shared: others use this phone. gone: the city has
 * forgotten this phone.
 */
export type Reason = "denied" | "unsupported" | "ios" | "late" | "offline" | "refused" | "shared" | "gone";

/** Why this phone shows no messages of ours. */
export class PushTrouble extends Error {
  /** `said`: what the city says of it, in the reader's language. */
  constructor(readonly reason: Reason, readonly said = "") {
    super(said || `No messages here: ${reason}`);
    this.name = "PushTrouble";
  }
}

const API = "/api/v1/push/";
const PATIENCE_MS = 20_000;

/** What the city says of a phone. */
export interface Known {
  key: string;
  /** It cannot send to this subscription: it is over, or another phone brought it. */
  wantsAnother: boolean;
}

/** The city knows the phone once this resolves. Throws PushTrouble; `gone` where it must be known and is not. */
export async function putDevice(device: Device, subscription: PushSubscription | null, fetch: Fetch, isKnown = false): Promise<Known> {
  const response = await answered((signal) => sendDevice(device, subscription, (url, options) => fetch(url, { ...options, signal }), isKnown));
  if (response.status === 409) return { key: device.key, wantsAnother: true };
  const said = await json(response);
  if (said.device !== device.id || typeof said.vapid_key !== "string") throw new PushTrouble("offline");
  const channels = said.channels as { kind: string; state: string }[];
  return { key: said.vapid_key, wantsAnother: channels.some(({ kind, state }) => kind === "push" && state === "gone") };
}

/** The same, for whoever can do nothing about the answer: the worker. */
export function sendDevice({ id, secret, language }: Device, subscription: PushSubscription | null, fetch: Fetch, isKnown = true): Promise<Response> {
  const headers: HeadersInit = { "Authorization": `Bearer ${secret}`, "Content-Type": "application/json" };
  if (isKnown) headers["If-Match"] = "*";
  return fetch(`${API}${id}?lang=${language}`, { method: "PUT", headers, body: JSON.stringify({ subscription, language }), redirect: "manual" });
}

/** The city keeps nothing of this phone any more. Throws PushTrouble where it was not reached. */
export async function deleteDevice({ id, secret }: Device, fetch: Fetch): Promise<void> {
  const { ok, status } = await fetch(API + id, { method: "DELETE", headers: { "Authorization": `Bearer ${secret}` }, signal: endAfter(PATIENCE_MS) });
  if (!ok && status !== 404) throw new PushTrouble("offline");
}

/** The key that a new subscription is for. Throws PushTrouble. */
export async function askKey(fetch: Fetch): Promise<string> {
  const { key } = await json(await answered((signal) => fetch(`${API}key`, { cache: "no-store", redirect: "manual", signal })));
  if (typeof key !== "string") throw new PushTrouble("late"); // this city sends none at the moment
  return key;
}

/** A hotel's page is no answer, and neither is a server that is down. */
async function answered(send: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const response = await send(endAfter(PATIENCE_MS)).catch(() => null);
  const isOurs = /\bjson\b/.test(response?.headers.get("Content-Type") ?? "");
  if (!response || !isOurs || response.status >= 500) throw new PushTrouble("offline");
  return response;
}

async function json(response: Response): Promise<Record<string, unknown>> {
  if (response.status === 404) throw new PushTrouble("gone");
  if (!response.ok) throw new PushTrouble("refused", (await troubleIn(response)).message);
  return (await response.json()) as Record<string, unknown>;
}
