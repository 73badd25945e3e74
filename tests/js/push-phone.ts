/** A browser with a message service, for what a page and the worker do with subscriptions. */
import { Outbox } from "../../static/js/lib/outbox/outbox";
import { MemoryStore } from "../../static/js/lib/outbox/store";
import { DEVICE, type Device, type Reason } from "../../static/js/lib/push/device";
import { Messages } from "../../static/js/lib/push/messages";
import { fakeFetch, json, type Call, type Reply } from "./fakes";

export const KEY = "BKey-of_the-city";
export const NEW_KEY = "BKey-that_is-new";

export class FakeSubscription {
  isOver = false;

  constructor(readonly endpoint: string, readonly key: string) {}

  get options(): { applicationServerKey: ArrayBuffer } {
    const bytes = Buffer.from(this.key, "base64url");
    return { applicationServerKey: new Uint8Array(bytes).buffer };
  }

  toJSON(): PushSubscriptionJSON {
    return { endpoint: this.endpoint, expirationTime: null, keys: { p256dh: "p", auth: "a" } };
  }

  async unsubscribe(): Promise<boolean> {
    return (this.isOver = true);
  }
}

/** One subscription at a time; a second for another key is refused, as browsers do. */
export class FakeManager {
  current: FakeSubscription | null = null;
  made = 0;
  /** What subscribing comes to where it does not work. */
  fault: Error | "silence" | null = null;

  async getSubscription(): Promise<FakeSubscription | null> {
    return this.current?.isOver ? null : this.current;
  }

  async subscribe({ userVisibleOnly, applicationServerKey }: { userVisibleOnly: boolean; applicationServerKey: string }): Promise<FakeSubscription> {
    if (this.fault === "silence") return new Promise(() => undefined);
    if (this.fault) throw this.fault;
    if (!userVisibleOnly) throw new DOMException("silent messages are not allowed", "NotAllowedError");
    const there = await this.getSubscription();
    if (there && there.key !== applicationServerKey) throw new DOMException("there is one for another key", "InvalidStateError");
    return (this.current = there ?? new FakeSubscription(`https://push.example/${++this.made}`, applicationServerKey));
  }
}

/** The city: gives its key, takes every device, forgets every device. */
export function city(key = KEY, state = "active"): (call: Call) => Reply {
  return ({ url, method }) => {
    if (method === "DELETE") return new Response(null, { status: 204 });
    if (url.endsWith("/key")) return json(200, { key });
    return json(200, { device: url.split("/").pop()!.split("?")[0], channels: [{ kind: "push", state }], follows: [], vapid_key: key });
  };
}

interface Circumstances {
  answers?: ((call: Call) => Reply) | Reply;
  permission?: NotificationPermission;
  isShared?: boolean;
  isDurable?: boolean;
}

export class PushPhone {
  readonly manager = new FakeManager();
  readonly outbox: Outbox;
  readonly fetch: ReturnType<typeof fakeFetch>;
  readonly messages: Messages;
  permission: NotificationPermission;
  isShared: boolean;

  constructor({ answers = city(), permission = "granted", isShared = false, isDurable = true }: Circumstances = {}) {
    this.permission = permission;
    this.isShared = isShared;
    this.outbox = new Outbox(Object.assign(new MemoryStore(), { isDurable }) as unknown as MemoryStore);
    let current = answers;
    this.fetch = fakeFetch((call) => (typeof current === "function" ? current(call) : current));
    this.answers = (next) => void (current = next);
    this.messages = new Messages({
      outbox: this.outbox,
      fetch: this.fetch,
      manager: async () => this.manager as unknown as PushManager,
      permission: () => this.permission,
      isShared: async () => this.isShared,
    });
  }

  /** What the city says from now on. */
  readonly answers: (answers: ((call: Call) => Reply) | Reply) => void;

  async device(): Promise<Device | null> {
    return (await this.outbox.setting(DEVICE)) as Device | null;
  }

  /** What the city was sent, without the questions for its key. */
  get sent(): { method: string; path: string; secret: string | null; body: Record<string, unknown> | null }[] {
    return this.fetch.calls.filter(({ url }) => !url.endsWith("/key")).map(({ method, url, headers, body }) => ({
      method, path: url, secret: headers.get("Authorization"), body: body === undefined ? null : (JSON.parse(body as string) as Record<string, unknown>),
    }));
  }
}

/** The reason of a trouble. */
export async function reasonOf(work: Promise<unknown>): Promise<Reason | "none"> {
  return work.then(() => "none" as const, (error: { reason: Reason }) => error.reason);
}
