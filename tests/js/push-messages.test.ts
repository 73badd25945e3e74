import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reason } from "../../static/js/lib/push/device";
import { subscribed } from "../../static/js/lib/push/subscribing";
import { json, problem, type Call, type Reply } from "./fakes";
import { city, FakeManager, KEY, NEW_KEY, PushPhone, reasonOf } from "./push-phone";

test("a person turns messages on: the city gets the subscription, and the phone keeps who it is", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("ar");
  const device = (await phone.device())!;
  assert.match(device.id, /^[0-9a-f-]{36}$/);
  assert.deepEqual([device.language, device.key, device.isOn], ["ar", KEY, true]);
  const subscription = { endpoint: "https://push.example/1", expirationTime: null, keys: { p256dh: "p", auth: "a" } };
  assert.deepEqual(phone.sent, [{ method: "PUT", path: `/api/v1/push/${device.id}?lang=ar`, secret: `Bearer ${device.secret}`, body: { subscription, language: "ar" } }]);
});

test("the phone knows who it is before the city does: an answer that is lost makes no second phone", async () => {
  const phone = new PushPhone({ answers: ({ url }) => (url.endsWith("/key") ? city()({ url } as never) : "cut") });
  assert.equal(await reasonOf(phone.messages.turnOn("en")), "offline");
  const before = (await phone.device())!.id;
  phone.answers(city());
  await phone.messages.turnOn("en");
  assert.deepEqual([...new Set(phone.sent.map(({ path }) => path))], [`/api/v1/push/${before}?lang=en`]);
  assert.equal(phone.manager.made, 1);
});

test("a phone that the city has forgotten comes as a new one", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  const before = (await phone.device())!;
  phone.answers((call) => (call.url.includes(before.id) ? problem(404, { code: "not_found" }) : city()(call)));
  await phone.messages.turnOn("en");
  const after = (await phone.device())!;
  assert.notEqual(after.id, before.id);
  assert.notEqual(after.secret, before.secret);
});

const HOTEL = new Response("<h1>Sign in</h1>", { headers: { "Content-Type": "text/html" } });
const REFUSALS: [string, Reason, Partial<ConstructorParameters<typeof PushPhone>[0]>][] = [
  ["the person said no", "denied", { permission: "denied" }],
  ["the person said nothing", "denied", { permission: "default" }],
  ["others use the phone", "shared", { isShared: true }],
  ["the browser keeps nothing", "unsupported", { isDurable: false }],
  ["there is no network", "offline", { answers: "cut" }],
  ["a hotel's page answers", "offline", { answers: HOTEL }],
  ["the city is down", "offline", { answers: problem(503, { code: "busy" }) }],
  ["the city says no", "refused", { answers: problem(429, { code: "too_much", detail: "Too much at once." }) }],
];
for (const [why, reason, circumstances] of REFUSALS) {
  test(`messages stay off where ${why}: ${reason}`, async () => {
    const phone = new PushPhone(circumstances);
    assert.equal(await reasonOf(phone.messages.turnOn("en")), reason);
    assert.equal(phone.manager.made, 0);
    assert.deepEqual(phone.sent, []);
  });
}

test("what the city says to its no reaches the person", async () => {
  const phone = new PushPhone({ answers: problem(429, { code: "too_much", detail: "Too much at once." }) });
  const trouble = (await phone.messages.turnOn("en").catch((error: unknown) => error)) as { said: string };
  assert.equal(trouble.said, "Too much at once.");
});

test("a city that sends no messages at the moment keeps nobody waiting", async () => {
  const phone = new PushPhone({ answers: json(200, { key: null }) });
  assert.equal(await reasonOf(phone.messages.turnOn("en")), "late");
});

const FAULTS: [string, Error, Reason][] = [
  ["a push service that is not there", new DOMException("Registration failed", "AbortError"), "late"],
  ["a browser that refuses after all", new DOMException("no", "NotAllowedError"), "denied"],
];
for (const [what, fault, reason] of FAULTS) {
  test(`${what} is told as ${reason}, and nothing is sent`, async () => {
    const phone = new PushPhone();
    phone.manager.fault = fault;
    assert.equal(await reasonOf(phone.messages.turnOn("en")), reason);
    assert.deepEqual(phone.sent, []);
  });
}

test("nobody waits for ever for a browser that never answers", async () => {
  const manager = Object.assign(new FakeManager(), { fault: "silence" }) as unknown as PushManager;
  assert.equal(await reasonOf(subscribed(manager, KEY, 1)), "late");
});

test("a subscription that is there is used again; one for another key is replaced", async () => {
  const manager = new FakeManager();
  const first = await subscribed(manager as unknown as PushManager, KEY);
  assert.equal(await subscribed(manager as unknown as PushManager, KEY), first);
  const other = await subscribed(manager as unknown as PushManager, NEW_KEY);
  assert.notEqual(other.endpoint, first.endpoint);
  assert.equal((first as unknown as { isOver: boolean }).isOver, true);
});

test("the city hears again that the phone is there, in the language that is read now", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  await phone.messages.renew("es");
  assert.deepEqual(phone.sent.map(({ body }) => body!.language), ["en", "es"]);
  assert.equal((await phone.device())!.language, "es");
  assert.equal(phone.manager.made, 1);
});

test("a new key of the city's makes a new subscription, which the city gets at once", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  phone.answers(city(NEW_KEY));
  await phone.messages.renew("en");
  const endpoints = phone.sent.map(({ body }) => (body!.subscription as { endpoint: string }).endpoint);
  assert.deepEqual(endpoints, ["https://push.example/1", "https://push.example/1", "https://push.example/2"]);
  assert.equal((await phone.device())!.key, NEW_KEY);
});

const UNFIT: [string, (call: Call) => Reply][] = [
  ["over", (call) => city(KEY, "gone")(call)],
  ["another phone's", () => problem(409, { code: "subscription_taken" })],
];
for (const [why, says] of UNFIT) {
  test(`a subscription that is ${why} is replaced by another`, async () => {
    const phone = new PushPhone({ answers: (call) => (String(call.body).includes("push.example/1") ? says(call) : city()(call)) });
    await phone.messages.turnOn("en");
    const endpoints = phone.sent.map(({ body }) => (body!.subscription as { endpoint: string }).endpoint);
    assert.deepEqual(endpoints, ["https://push.example/1", "https://push.example/2"]);
    assert.equal((await phone.manager.getSubscription())!.endpoint, "https://push.example/2");
  });
}

test("the phone that says it is still there must be known; the one that is turned on need not be", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  await phone.messages.renew("en");
  const puts = phone.fetch.calls.filter(({ method }) => method === "PUT");
  assert.deepEqual(puts.map(({ headers }) => headers.get("If-Match")), [null, "*"]);
});

test("a subscription that the browser has dropped is made anew", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  phone.manager.current = null;
  await phone.messages.renew("en");
  assert.equal((phone.sent[1]!.body!.subscription as { endpoint: string }).endpoint, "https://push.example/2");
});

test("the city hears that the person took the permission back, and nothing asks again", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  phone.permission = "denied";
  phone.manager.current = null;
  await phone.messages.renew("en");
  assert.equal(phone.sent[1]!.body!.subscription, null);
  assert.equal(phone.manager.made, 1);
});

test("a phone on which nobody wanted messages says nothing to anybody", async () => {
  const phone = new PushPhone();
  await phone.messages.renew("en");
  assert.deepEqual(phone.fetch.calls, []);
});

test("without a network what is known stays, for tomorrow", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  const before = await phone.device();
  phone.answers("cut");
  assert.equal(await reasonOf(phone.messages.renew("es")), "offline");
  assert.deepEqual(await phone.device(), before);
});

const ENDS: [string, (phone: PushPhone) => void][] = [
  ["others use the phone by now", (phone) => void (phone.isShared = true)],
  ["the city was told to forget it elsewhere", (phone) => phone.answers((call): Reply => (call.method === "PUT" ? problem(404, { code: "not_found" }) : city()(call)))],
];
for (const [why, change] of ENDS) {
  test(`where ${why}, the phone forgets its messages`, async () => {
    const phone = new PushPhone();
    await phone.messages.turnOn("en");
    change(phone);
    await phone.messages.renew("en");
    assert.equal(await phone.device(), null);
    assert.equal(await phone.manager.getSubscription(), null);
  });
}

test("turned off, the browser has no subscription, and what is followed stays with the same phone", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  const { id } = (await phone.device())!;
  await phone.messages.turnOff();
  assert.equal(await phone.manager.getSubscription(), null);
  assert.deepEqual(phone.sent[1]!.body, { subscription: null, language: "en" });
  await phone.messages.renew("en");
  assert.equal(phone.sent.length, 2);
  await phone.messages.turnOn("en");
  assert.equal((await phone.device())!.id, id);
});

test("forgotten, nothing is left: no subscription, no name, and the city is told", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  const { id, secret } = (await phone.device())!;
  await phone.messages.forget();
  assert.equal(await phone.manager.getSubscription(), null);
  assert.equal(await phone.device(), null);
  assert.deepEqual(phone.sent[1], { method: "DELETE", path: `/api/v1/push/${id}`, secret: `Bearer ${secret}`, body: null });
});

test("forgotten without a network, nothing is left on the phone all the same", async () => {
  const phone = new PushPhone();
  await phone.messages.turnOn("en");
  phone.answers("cut");
  await assert.rejects(phone.messages.forget());
  assert.equal(await phone.manager.getSubscription(), null);
  assert.equal(await phone.device(), null);
});
