/** The service worker: which event leads where. What is answered how stands in caching.ts. */
import { answer } from "./caching";
import { listener, mended, teller, visitOf, wordsKept, world } from "./browser";
import { drainBehind, isForOutbox, tellOf } from "./outbox";
import { goTo, resubscribe, showMessage, type Resubscribing } from "./push";
import { isShare, takeShare } from "./share";
import { install, takeOver } from "./shell";
import { openOutbox } from "../static/js/lib/outbox/wake";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", (event) => event.waitUntil(install(world)));

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([takeOver(world), self.registration.navigationPreload?.enable(), self.clients.claim()]));
  void drainBehind(teller).catch(() => undefined); // pages wait for what activating waits for: not for photos
  void wordsKept();
});

self.addEventListener("fetch", (event) => {
  if (isShare(event.request)) return event.respondWith(takeShare(event.request, world, openOutbox));
  const visit = visitOf(event);
  const response = answer(visit, world);
  if (!response) return;
  event.respondWith(response);
  event.waitUntil(mended());
  void wordsKept(); // while an event waits, no new version takes over: not for a quiet moment
});

self.addEventListener("message", (event) => {
  const { type, id = "" } = event.data as { type?: string; id?: string };
  if (type === "use-now") void self.skipWaiting();
  if (type === "receipt") event.waitUntil(tellOf(id, teller));
});

self.addEventListener("sync", (event) => {
  if (isForOutbox(event)) event.waitUntil(drainBehind(teller, true));
});

self.addEventListener("push", (event) => {
  const text = event.data?.text() ?? "";
  const sent = drainBehind(teller, true).catch(() => undefined); // there is a network: what waits may go
  event.waitUntil(Promise.all([showMessage(text, listener), sent]));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  (event as Resubscribing).waitUntil(resubscribe(event as Resubscribing, listener));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(goTo((event.notification.data as { url: string }).url, listener));
});
