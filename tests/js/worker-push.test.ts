import assert from "node:assert/strict";
import { test } from "node:test";
import { goTo, resubscribe, showMessage, type Listener, type Resubscribing } from "../../service_worker/push";
import type { Device } from "../../static/js/lib/push/device";
import { fakeFetch } from "./fakes";
import { city, FakeManager, FakeSubscription, KEY } from "./push-phone";
import { ORIGIN, Phone, page, phoneWithShell } from "./worker-world";

const NUMBER = "4821903756";
const NEWS = { title: "تم إصلاحها", body: "أُصلحت الحفرة.", lang: "ar", dir: "rtl", tag: "kQ3v9sT1", navigate: `${ORIGIN}/c/${NUMBER}` };
const DEVICE: Device = { id: "d1", secret: "s".repeat(32), language: "ar", key: KEY, isOn: true };

type Shown = NotificationOptions & { title: string; renotify?: boolean };

interface Pocket extends Listener {
  shown: Shown[];
  windows: FakeWindow[];
  opened: string[];
}

class FakeWindow {
  readonly did: unknown[] = [];

  constructor(readonly url: string) {}

  async focus(): Promise<this> {
    return (this.did.push("focus"), this);
  }

  async navigate(url: string): Promise<void> {
    this.did.push(url);
  }

  postMessage(message: unknown): void {
    this.did.push(message);
  }
}

/** A phone in a pocket. `showNotification` refuses what browsers refuse. */
function pocket({ world = new Phone().world, device = DEVICE as Device | null, windows = [] as string[] } = {}): Pocket {
  const shown: Shown[] = [];
  const opened: string[] = [];
  const open = windows.map((path) => new FakeWindow(ORIGIN + path));
  const registration = {
    showNotification: async (title: string, options: NotificationOptions & { renotify?: boolean } = {}) => {
      if (!["ltr", "rtl", "auto", undefined].includes(options.dir)) throw new TypeError(`dir: ${options.dir}`);
      if (options.renotify && !options.tag) throw new TypeError("renotify needs a tag");
      shown.push({ title, ...options });
    },
    getNotifications: async ({ tag }: { tag?: string } = {}) => shown.filter((each) => each.tag === tag) as unknown as Notification[],
    pushManager: new FakeManager() as unknown as PushManager,
  };
  const clients = { matchAll: async () => open, openWindow: async (url: string) => void opened.push(url) } as unknown as Listener["clients"];
  return { world, registration, clients, home: ORIGIN, device: async () => device, shown, windows: open, opened };
}

const message = (changes: Record<string, unknown> = {}) => JSON.stringify({ web_push: 8030, notification: { ...NEWS, ...changes } });

test("a message is shown as the city wrote it, in its language and its direction", async () => {
  const phone = pocket();
  await showMessage(message(), phone);
  const { title, body, lang, dir, tag, icon, badge, data } = phone.shown[0]!;
  assert.deepEqual([title, body, lang, dir, tag], [NEWS.title, NEWS.body, "ar", "rtl", NEWS.tag]);
  assert.deepEqual([icon, badge, data], ["/static/icon.png", "/static/badge.png", { url: NEWS.navigate }]);
});

test("the same message again takes the place of the first without a sound; news of the same case makes one", async () => {
  const phone = pocket();
  for (const text of [message(), message(), message({ body: "أُغلقت." })]) await showMessage(text, phone);
  assert.deepEqual(phone.shown.map(({ renotify }) => renotify), [true, false, true]);
});

const BROKEN = ["", "{", "null", "[]", '"words"', "{}", '{"notification": null}', message({ title: "" }), message({ title: undefined }), message({ dir: "up" })];
for (const text of BROKEN) {
  test(`something is shown for ${text.slice(0, 40) || "nothing at all"}, in words of the kept language`, async () => {
    const kept = await phoneWithShell("ar");
    kept.servesShell();
    await kept.world.caches.open("stoop-shell-build-two").then((cache) => cache.put("/ar/mine", page("<title>بلاغاتك · المدينة</title>")));
    const phone = pocket({ world: kept.world });
    await showMessage(text, phone);
    assert.deepEqual(phone.shown.map(({ title, lang, dir, data }) => [title, lang, dir, data]), [["بلاغاتك · المدينة", "ar", undefined, { url: "/ar/mine" }]]);
  });
}

test("something is shown even where this phone has lost everything", async () => {
  const phone = pocket({ device: null });
  phone.device = () => Promise.reject(new Error("no storage"));
  await showMessage("", phone);
  assert.deepEqual(phone.shown.map(({ title, lang }) => [title, lang]), [["311", "en"]]);
});

test("a tap shows the window that has the case open, in whatever language, and has it look again", async () => {
  const phone = pocket({ windows: ["/en/", `/es/cases/${NUMBER}`] });
  await goTo(NEWS.navigate, phone);
  assert.deepEqual(phone.windows.map(({ did }) => did), [[], ["news", "focus"]]);
  assert.deepEqual(phone.opened, []);
});

test("a tap leads a window there in which nobody writes", async () => {
  const phone = pocket({ windows: ["/en/report", "/en/cases/1111111111", "/en/alerts", "/en/mine"] });
  await goTo(NEWS.navigate, phone);
  assert.deepEqual(phone.windows.map(({ did }) => did), [[], [], [], ["focus", NEWS.navigate]]);
});

test("a tap opens a window of its own where every other may be written in", async () => {
  const phone = pocket({ windows: ["/en/report", "/en/cases/1111111111"] });
  await goTo(NEWS.navigate, phone);
  assert.deepEqual(phone.windows.map(({ did }) => did), [[], []]);
  assert.deepEqual(phone.opened, [NEWS.navigate]);
});

const ELSEWHERE = ["https://elsewhere.example/c/4821903756", "//elsewhere.example/", "javascript:alert(1)", `blob:${ORIGIN}/1`, "https://stoop.example.elsewhere.example/"];
for (const url of ELSEWHERE) {
  test(`a tap never leads to ${url}`, async () => {
    const phone = pocket();
    await goTo(url, phone);
    assert.deepEqual(phone.opened, [`${ORIGIN}/`]);
  });
}

test("the receipt of a report that was sent behind opens its case too", async () => {
  const phone = pocket();
  await goTo(`/en/cases/${NUMBER}`, phone);
  assert.deepEqual(phone.opened, [`${ORIGIN}/en/cases/${NUMBER}`]);
});

const changed = (newSubscription?: FakeSubscription) => ({ newSubscription }) as unknown as Resubscribing;

test("a subscription that the browser renewed goes to the city", async () => {
  const fetch = fakeFetch(city());
  const phone = pocket();
  phone.world.fetch = fetch as unknown as typeof phone.world.fetch;
  await resubscribe(changed(new FakeSubscription("https://push.example/renewed", KEY)), phone);
  assert.deepEqual(fetch.calls.map(({ method, url }) => [method, url]), [["PUT", "/api/v1/push/d1?lang=ar"]]);
  assert.equal(JSON.parse(fetch.calls[0]!.body as string).subscription.endpoint, "https://push.example/renewed");
});

test("where the browser only says that the old one is over, a new one is made for the same key", async () => {
  const fetch = fakeFetch(city());
  const phone = pocket();
  phone.world.fetch = fetch as unknown as typeof phone.world.fetch;
  await resubscribe(changed(), phone);
  assert.equal(JSON.parse(fetch.calls[0]!.body as string).subscription.endpoint, "https://push.example/1");
});

for (const [who, device] of [["who never wanted messages", null], ["who turned them off", { ...DEVICE, isOn: false }]] as const) {
  test(`nothing is sent for a person ${who}`, async () => {
    const fetch = fakeFetch(city());
    const phone = pocket({ device });
    phone.world.fetch = fetch as unknown as typeof phone.world.fetch;
    await resubscribe(changed(new FakeSubscription("https://push.example/renewed", KEY)), phone);
    assert.deepEqual(fetch.calls, []);
  });
}
