/** Nothing of ours is shown on this phone any more, and the city sends it nothing. */
import type { Outbox } from "../lib/outbox/outbox";
import type { Device } from "../lib/push/device";
import { DEVICE, forgetSent } from "../lib/push/sign";

const PATIENCE_MS = 3_000;

/** What stands on the lock screen names a case. The city is told on the way: nobody waits for a network. */
export async function forgetMessages(outbox: Outbox | null): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const message of (await registration?.getNotifications?.()) ?? []) message.close();
  await Promise.race([unsubscribe(registration?.pushManager).catch(() => undefined), new Promise((late) => setTimeout(late, PATIENCE_MS))]);
  const device = (await outbox?.setting(DEVICE)) as Device | null | undefined;
  if (!device) return;
  forgetSent();
  await outbox!.keepSetting(DEVICE, null);
  const headers = { "Authorization": `Bearer ${device.secret}` };
  void fetch(`/api/v1/push/${device.id}`, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
}

/** A message service that does not answer keeps nobody from deleting the rest. */
async function unsubscribe(manager: PushManager | undefined): Promise<void> {
  await (await manager?.getSubscription())?.unsubscribe();
}
