/** What keeps and sends, fetched when somebody first needs it. A fetch that failed is tried again the next time. */
type Keeping = typeof import("../lib/keeping");

let loading: Promise<Keeping> | null = null;

export function loadKeeping(): Promise<Keeping> {
  loading ??= import("../lib/keeping");
  loading.catch(() => (loading = null));
  return loading;
}

/** Whether this phone has kept something before: only then is a look worth the bytes. */
export function hasKept(): boolean {
  try {
    return localStorage.getItem("stoop") !== null;
  } catch {
    return false;
  }
}
