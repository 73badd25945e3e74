/** Messages on this phone: turned on by its owner, said to the city again and again, turned off without a trace. */
import type { Fetch } from "../api";
import { newId, newSecret } from "../ids";
import type { Outbox } from "../outbox/outbox";
import { askKey, deleteDevice, DEVICE, PushTrouble, putDevice, type Device } from "./device";
import { subscribed } from "./subscribing";

export interface MessageTools {
  outbox: Outbox;
  fetch: Fetch;
  /** Rejects with PushTrouble where there is no worker to show them. */
  manager: () => Promise<PushManager>;
  permission: () => NotificationPermission;
  isShared: () => Promise<boolean>;
}

export class Messages {
  constructor(private readonly tools: MessageTools) {}

  /** What this phone keeps of itself; null where nobody wanted messages. */
  async device(): Promise<Device | null> {
    return ((await this.tools.outbox.setting(DEVICE)) as Device | null | undefined) ?? null;
  }

  /** True afterwards: the city can reach this phone. Throws PushTrouble. */
  async turnOn(language: string): Promise<void> {
    const { outbox, fetch, permission, isShared } = this.tools;
    if (await isShared()) throw new PushTrouble("shared");
    if (!outbox.isDurable) throw new PushTrouble("unsupported");
    if (permission() !== "granted") throw new PushTrouble("denied");
    const device = { ...newDevice(), ...(await this.device()), language, key: await askKey(fetch), isOn: true };
    await this.bring(device, false).catch((trouble) => (isGone(trouble) ? this.bring({ ...device, ...newDevice() }, false) : Promise.reject(trouble)));
  }

  /**
   * What browsers changed without telling, a new language and a new key of the city's come to it here. Where the person has taken the
   * permission back, the city hears that too. Throws PushTrouble where the city was not reached.
   */
  async renew(language: string): Promise<void> {
    const device = await this.device();
    if (!device?.isOn) return;
    if (await this.tools.isShared()) return this.forget();
    await this.bring({ ...device, language }, true).catch((trouble) => (isGone(trouble) ? this.forget() : Promise.reject(trouble)));
  }

  /** The phone knows who it is before the city does: an answer that is lost makes no second phone. */
  private async bring(device: Device, isKnown: boolean): Promise<void> {
    const { outbox, fetch } = this.tools;
    const subscription = await this.subscription(device.key);
    if (!isKnown) await outbox.keepSetting(DEVICE, device);
    const { key, wantsAnother } = await putDevice(device, subscription, fetch, isKnown);
    const renewed = { ...device, key };
    await outbox.keepSetting(DEVICE, renewed);
    if (!subscription || (key === device.key && !wantsAnother)) return;
    await subscription.unsubscribe();
    await putDevice(renewed, await this.subscription(key), fetch, true);
  }

  /** null where the person has taken the permission back. AbortError, NotAllowedError and the like are told as ours. */
  private async subscription(key: string): Promise<PushSubscription | null> {
    if (this.tools.permission() !== "granted") return null;
    return subscribed(await this.tools.manager(), key).catch((error: unknown) => {
      if (error instanceof PushTrouble) throw error;
      throw new PushTrouble(error instanceof Error && error.name === "NotAllowedError" ? "denied" : "late");
    });
  }

  /** No messages here any more; what is followed stays. Throws PushTrouble where the city has not heard of it: it will when it sends. */
  async turnOff(): Promise<void> {
    const device = await this.device();
    await this.unsubscribe();
    if (!device) return;
    await this.tools.outbox.keepSetting(DEVICE, { ...device, isOn: false });
    await putDevice(device, null, this.tools.fetch);
  }

  /** Nothing of it is left: not in the browser, not here, and not at the city once it is reached. */
  async forget(): Promise<void> {
    const device = await this.device();
    await this.unsubscribe();
    await this.tools.outbox.keepSetting(DEVICE, null);
    if (device) await deleteDevice(device, this.tools.fetch);
  }

  private async unsubscribe(): Promise<void> {
    const subscription = await this.tools.manager().then((there) => there.getSubscription(), () => null);
    await subscription?.unsubscribe().catch(() => false);
  }
}

function newDevice(): { id: string; secret: string } {
  return { id: newId(), secret: newSecret() };
}

/** Another phone holds this id, or the city was told elsewhere to forget it. */
function isGone(trouble: unknown): boolean {
  return trouble instanceof PushTrouble && trouble.reason === "gone";
}
