/** The first list of all came before there was a worker to keep it: asked for once more, it opens again without a network. */
export function keepFirstList(): void {
  if (!("serviceWorker" in navigator) || navigator.serviceWorker.controller || !location.search) return;
  const askAgain = () => void fetch(location.href).catch(() => undefined);
  navigator.serviceWorker.addEventListener("controllerchange", askAgain, { once: true });
}
