"""A phone's message service as far as Chromium lets a test reach it: the subscription is made by a push service of our
own, and what that one receives is handed to the real service worker.

Without Google's servers `pushManager.subscribe()` never settles here, so it alone is replaced. Nobody can tap on a lock
screen here: the browser's event is made by hand, and the worker's own listener runs with the real notification. Only a
real tap may bring a window to the front or open one; these two are written down instead.
"""

import json
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page

from tests.browser.offline import wait_until

# The browser's subscription, kept as a browser keeps it: for every page of this phone. One that ended never comes back.
SUBSCRIBED = """(() => {
  const kept = () => JSON.parse(localStorage.getItem('test-subscription'));
  const ended = () => Number(localStorage.getItem('test-ended'));
  const plain = (text) => atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = (text) => Uint8Array.from(plain(text), (one) => one.charCodeAt()).buffer;
  const end = async () => {
    localStorage.setItem('test-ended', ended() + 1);
    localStorage.removeItem('test-subscription');
    return true;
  };
  const shown = (key) => {
    const made = SUBSCRIPTIONS[ended()];
    const options = key && { userVisibleOnly: true, applicationServerKey: bytes(key) };
    return key && { ...made, options, toJSON: () => made, unsubscribe: end };
  };
  PushManager.prototype.getSubscription = async () => shown(kept());
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (Notification.permission !== 'granted' || !userVisibleOnly) throw new DOMException('no', 'NotAllowedError');
    localStorage.setItem('test-subscription', JSON.stringify(applicationServerKey));
    return shown(applicationServerKey);
  };
})()"""
# A browser whose message service is not there.
SILENT = "PushManager.prototype.subscribe = () => new Promise(() => undefined)"
SHOWN = """async () => {
  const shown = await (await navigator.serviceWorker.getRegistration()).getNotifications();
  return shown.map(({ title, body, lang, dir, tag, data }) => ({ title, body, lang, dir, tag, data }));
}"""
TAPPED = """async () => {
  const did = [];
  WindowClient.prototype.focus = async function () { did.push(`focus ${new URL(this.url).pathname}`); return this; };
  clients.openWindow = async (url) => void did.push(`open ${new URL(url).pathname}`);
  const [notification] = await registration.getNotifications();
  const event = new NotificationEvent('notificationclick', { notification });
  let work;
  event.waitUntil = (promise) => (work = promise);
  self.dispatchEvent(event);
  await work;
  return did;
}"""


def has_a_message_service(context: BrowserContext, *subscriptions: dict[str, Any]) -> None:
    """From now on this phone may show messages, and subscribes at the test's push service: first so, then so."""
    context.grant_permissions(["notifications"])
    context.add_init_script(SUBSCRIBED.replace("SUBSCRIPTIONS", json.dumps(subscriptions)))


def delivers(page: Page, text: str) -> None:
    """The browser hands this message to the service worker, as it does with one that came encrypted."""
    session, scope = _registration(page)
    origin = scope["scopeURL"].rstrip("/")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": scope["registrationId"], "data": text},
    )
    session.detach()


def notifications(page: Page, count: int = 1) -> list[dict[str, Any]]:
    """What the lock screen shows, once there are so many."""
    wait_until(page, f"async () => (await ({SHOWN})()).length === {count}")
    shown: list[dict[str, Any]] = page.evaluate(SHOWN)
    return shown


def taps_on_it(context: BrowserContext) -> list[str]:
    """A tap on the one notification; which window came to the front or was opened."""
    done: list[str] = context.service_workers[-1].evaluate(TAPPED)
    return done


def _registration(page: Page) -> tuple[CDPSession, dict[str, Any]]:
    session = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    return session, found[0]
