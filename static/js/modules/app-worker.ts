/** Starts the service worker, and says when a new version waits. The person decides when the code changes. */

const ADDRESS = "/service_worker.js";

interface Policy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

export class AppWorker {
  private readonly bar: HTMLElement;
  private waiting: ServiceWorker | null = null;

  constructor(private readonly element: HTMLElement) {
    this.bar = element.querySelector<HTMLElement>("p")!;
    if (!("serviceWorker" in navigator)) return;
    if (element.dataset.off === undefined) afterLoad(() => this.start());
    else void retire();
  }

  private async start(): Promise<void> {
    const registration = await navigator.serviceWorker.register(scriptUrl() as string, { updateViaCache: "none" });
    this.element.querySelector("button")!.addEventListener("click", () => this.use());
    document.addEventListener("draft:kept", () => this.show());
    new MutationObserver(() => this.show()).observe(document.documentElement, { attributeFilter: ["data-draft-open"] });
    navigator.serviceWorker.addEventListener("message", ({ data }) => data === "news" && !isWriting() && !hasWords() && location.reload());
    this.offer(registration);
    // Nothing jumps under a finger: what comes later is said when the person comes back to this page, or opens the next.
    document.addEventListener("visibilitychange", () => this.offer(registration));
  }

  private offer({ waiting }: ServiceWorkerRegistration): void {
    if (document.visibilityState === "hidden" || !navigator.serviceWorker.controller) return;
    this.waiting = waiting;
    this.show();
  }

  private show(): void {
    this.bar.hidden = this.waiting === null || isWriting();
  }

  /** Another page may have used it already: then this one only has to open again. */
  private use(): void {
    if (isWriting()) return;
    if (this.waiting?.state !== "installed") return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    this.waiting.postMessage({ type: "use-now" });
  }
}

/** Scripts of a new version must not take over a form that somebody fills in. */
function isWriting(): boolean {
  return "draftOpen" in document.documentElement.dataset || new URLSearchParams(location.search).has("draft");
}

/** A tap on a message shows this page again, as it is now: not where somebody has begun to write. */
function hasWords(): boolean {
  return Boolean(document.querySelector("textarea")?.value);
}

/** Trusted Types let this one address through and no other. */
function scriptUrl(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("stoop", {
    createScriptURL: (url) => {
      if (url !== ADDRESS) throw new TypeError(url);
      return url;
    },
  });
  return policy?.createScriptURL(ADDRESS) ?? ADDRESS;
}

/** The page's own files come first on a slow network. */
function afterLoad(work: () => Promise<void>): void {
  const begin = () => void work().catch((error: unknown) => console.info("No service worker:", error));
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin, { once: true });
}

async function retire(): Promise<void> {
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}
