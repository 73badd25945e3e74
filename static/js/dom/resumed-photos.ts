import type { Kept } from "../lib/outbox/types";
import type { ResumedPhoto } from "./events";
import { loadKeeping } from "./outbox";

/**
 * The photos of a draft with their bytes. Browsers that are short of room may throw these away: then the photo's name goes
 * too, so that it can be taken again.
 */
export async function resumedPhotos({ id, photos }: Kept): Promise<ResumedPhoto[]> {
  const outbox = await (await loadKeeping()).openOutbox();
  return Promise.all(photos.map(async ({ key, sha256, type, state }) => {
    const bytes = await outbox.photoBytes(key);
    if (!bytes) await outbox.removePhoto(id, key).catch(() => {});
    return { key, sha256, type, bytes, isRaw: state === "raw" };
  }));
}

/** The draft without the photos that are gone. */
export function withPhotosThere(kept: Kept, resumed: readonly ResumedPhoto[]): Kept {
  const there = new Set(resumed.filter(({ bytes }) => bytes).map(({ key }) => key));
  return { ...kept, photos: kept.photos.filter(({ key }) => there.has(key)) };
}
