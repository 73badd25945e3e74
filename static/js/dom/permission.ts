/**
 * Asks the person whether this site may show messages. To be called in the tap itself: a moment later browsers do not ask any more.
 * null where nobody is to be asked: this browser shows none, or others use the phone.
 */
export function askToShow(): Promise<NotificationPermission> | null {
  if (!("Notification" in window) || !("PushManager" in window) || document.cookie.includes("stoop_shared=1")) return null;
  return Notification.requestPermission();
}
