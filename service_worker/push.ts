/** Messages of the city: shown as they come, opened by a tap, and a subscription that the browser changed. */
import { sendDevice, type Device } from "../static/js/lib/push/device";
import { likelyLanguages } from "./languages";
import { shellOf } from "./shell";
import type { World } from "./world";

export interface Listener {
  world: World;
  registration: Pick<ServiceWorkerRegistration, "showNotification" | "getNotifications" | "pushManager">;
  clients: Pick<Clients, "matchAll" | "openWindow">;
  /** The origin of our own pages. */
  home: string;
  device: () => Promise<Device | null>;
}

/** What the browser says when it has changed a subscription; some say nothing but that. */
export interface Resubscribing extends ExtendableEvent {
  readonly newSubscription?: PushSubscription | null;
}

/** Declarative Web Push (docs/push.md). */
interface Declared {
  title: string;
  body?: string;
  lang?: string;
  dir?: NotificationDirection;
  tag?: string;
  navigate?: string;
}

interface Message {
  notification: Declared;
}

/** Somebody may be writing on these. */
const IN_USE = /\/(report|cases\/|alerts)/;
const TITLE = /<title>([^<]*)/;

/** Always shows something, as browsers ask for: what is broken comes in words of our own. */
export async function showMessage(text: string, listener: Listener): Promise<void> {
  const news = async () => (JSON.parse(text) as Message).notification;
  await news().then((declared) => show(declared, listener)).catch(async () => show(await ownWords(listener), listener));
}

/** The same message again makes no sound. */
async function show({ title, body, lang, dir, tag, navigate }: Declared, { world, registration }: Listener): Promise<void> {
  if (!title) throw new TypeError("no title");
  const before = tag ? await registration.getNotifications({ tag }) : [];
  const renotify = Boolean(tag) && !before.some((shown) => shown.title === title && shown.body === body);
  const { icon, badge } = world.build;
  const options = { body, lang, dir, tag, renotify, icon, badge, data: { url: navigate ?? "/" } };
  await registration.showNotification(title, options);
}

/** The window that shows it comes to the front; else one goes there in which nobody writes; else a new one opens. */
export async function goTo(wanted: string, { clients, home }: Listener): Promise<void> {
  const url = new URL(wanted, home);
  const { pathname, href } = url.href.startsWith(`${home}/`) ? url : new URL(home);
  const pages = await clients.matchAll({ type: "window" });
  const there = pages.find((page) => new URL(page.url).pathname.endsWith(pathname.slice(pathname.lastIndexOf("/"))));
  const idle = pages.find((page) => !IN_USE.test(page.url));
  there?.postMessage("news");
  if (there) await there.focus();
  else if (idle) await (await idle.focus()).navigate(href);
  else await clients.openWindow(href);
}

/** Browsers renew subscriptions when they like: without this the city would send to nobody. The next visit says it again. */
export async function resubscribe({ newSubscription }: Resubscribing, { registration, device, world }: Listener): Promise<void> {
  const known = await device();
  if (!known?.isOn) return;
  const options = { userVisibleOnly: true, applicationServerKey: known.key };
  await sendDevice(known, newSubscription ?? (await registration.pushManager.subscribe(options)), world.fetch);
}

/** The title of one's own cases, in the language of this phone: those words are kept here. */
async function ownWords({ world, device }: Listener): Promise<Declared> {
  const lang = (await device().catch(() => null))?.language ?? (await likelyLanguages(world, "/"))[0]!;
  const navigate = `/${lang}/mine`;
  const page = await (await shellOf(world).find(navigate))?.text();
  const title = TITLE.exec(page ?? "")?.[1]?.replace(/&#39;/g, "’") ?? "311";
  return { title, lang, navigate, tag: "news" };
}
