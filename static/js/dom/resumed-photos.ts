import { loadKeeping } from "./outbox";
import type { Kept, KeptPhoto } from "../lib/outbox/types";
import type { ResumedPhoto } from "./events";

/** The photos of a draft with their bytes; null where the phone lost them. */
export async function resumedPhotos({ photos }: Kept): Promise<ResumedPhoto[]> {
  const outbox = await (await loadKeeping()).openOutbox();
  const resumed = ({ key, sha256, type, state }: KeptPhoto): Promise<ResumedPhoto> =>
    outbox.photoBytes(key).catch(() => null).then((bytes) => ({ key, sha256, type, bytes, isRaw: state === "raw" }));
  return Promise.all(photos.map(resumed));
}
