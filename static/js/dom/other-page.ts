/** A page of ours, read behind the one that is open: its parts are moved over here as the server made them. */

/** Rejects where there is no answer, or one that is no page. A request that is no longer wanted is ended by `signal`. */
export function readPage(address: string, signal: AbortSignal): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // of all that can read a page, the only one that Trusted Types let
    request.open("GET", address);
    request.responseType = "document";
    request.addEventListener("load", () => {
      const page = request.response as Document | null;
      if (page) resolve(page);
      else reject(new Error(`no page at ${address}: ${request.status}`));
    });
    for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => reject(new Error(`no answer: ${end}`)));
    signal.addEventListener("abort", () => request.abort());
    request.timeout = 20_000;
    request.send();
  });
}
