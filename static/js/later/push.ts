/** What pages need once somebody wants messages on this phone: fetched when they tap, and once a visit where they did. */
import { openOutbox } from "../lib/outbox/wake";
import { isShared } from "../lib/outbox/shared";
import { PushTrouble, type Reason } from "../lib/push/device";
import { Messages } from "../lib/push/messages";
import { forgetSent, noteSent } from "../lib/push/sign";
import { within } from "../lib/push/subscribing";

const ASKING_MS = 60_000;
const READY_MS = 15_000;
const TROUBLE = "stoop-push-trouble";

/** True afterwards: the city reaches this phone. `asked`: what the person says, or has said. Throws PushTrouble. */
export async function turnOn(asked: Promise<NotificationPermission> | null): Promise<void> {
  const reason = whyNever();
  if (reason) throw new PushTrouble(reason);
  if (asked) await within(ASKING_MS, asked);
  const language = document.documentElement.lang;
  await (await messages()).turnOn(language);
  noteSent(language);
}

/** Turns them on, and sends the form: what the city knows by then decides what it answers. Throws what the city itself is in the way of. */
export async function tell(form: HTMLFormElement, asked: Promise<NotificationPermission> | null): Promise<void> {
  const trouble = await turnOn(asked).then(() => null, (error: unknown) => (error instanceof PushTrouble ? error : new PushTrouble("late")));
  if (trouble?.said || trouble?.reason === "offline") throw trouble;
  if (trouble) passOn(trouble.reason);
  form.submit();
}

/** To be called when a page opens and it is due (lib/push/due.ts). */
export async function renew(): Promise<void> {
  const language = document.documentElement.lang;
  const here = await messages();
  await here.renew(language);
  if ((await here.device())?.isOn) noteSent(language);
  else forgetSent();
}

export async function turnOff(): Promise<void> {
  forgetSent();
  await (await messages()).turnOff();
}

export async function forget(): Promise<void> {
  forgetSent();
  await (await messages()).forget();
}

/** Whether messages are on here, as far as this phone knows. */
export async function isOn(): Promise<boolean> {
  if (whyNever() || Notification.permission !== "granted") return false;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  return Boolean(subscription) && (await (await messages()).device())?.isOn === true;
}

/** What this browser can never do; null where it may. Only Apple's phones and tablets know `standalone`. */
export function whyNever(): Reason | null {
  const isWorkerOff = document.querySelector('[data-module~="app-worker"][data-off]') !== null;
  if (!isWorkerOff && "PushManager" in window && "Notification" in window && "serviceWorker" in navigator) return null;
  return "standalone" in navigator && navigator.standalone !== true ? "ios" : "unsupported";
}

/** The next page says why, beside the e-mail. */
function passOn(reason: Reason): void {
  try {
    sessionStorage.setItem(TROUBLE, reason);
  } catch {
    // that page finds most of the reasons by itself
  }
}

/** What the page before passed on; said once. */
export function passedOn(): string | null {
  try {
    const reason = sessionStorage.getItem(TROUBLE);
    sessionStorage.removeItem(TROUBLE);
    return reason;
  } catch {
    return null;
  }
}

async function messages(): Promise<Messages> {
  const outbox = await openOutbox();
  return new Messages({
    outbox,
    fetch: (url, options) => fetch(url, options),
    manager: async () => (await within(READY_MS, navigator.serviceWorker.ready)).pushManager,
    permission: () => Notification.permission,
    isShared: () => isShared(outbox, document.cookie),
  });
}
