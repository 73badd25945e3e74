/** Up to five photos, taken or chosen: made light at once, shown small, removable. What keeps them hears of each. */
import { button, find, icon, make } from "../dom/elements";
import { emit, on, type ResumedPhoto } from "../dom/events";
import { drawPreview, pictureTools } from "../dom/pictures";
import { pageTexts } from "../dom/texts";
import type { ShownPhoto } from "../lib/draft-keeping";
import { takenAt, type TakenAt } from "../lib/exif";
import { preparePhoto } from "../lib/photo";

const MOST = "5";
const PREVIEW_PX = 320;

interface Picked {
  photo: ShownPhoto;
  takenAt: TakenAt | null;
  /** Null where this browser cannot show it. */
  preview: HTMLCanvasElement | null;
}

export class PhotoPicker {
  private readonly texts = pageTexts();
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  /** Where a photo was taken is no part of the light copy: it stands in the form, so that a draft keeps it. */
  private readonly places: HTMLInputElement;
  /** Fewer where the report has some already. */
  private readonly most: number;
  private picked: Picked[] = [];
  private busy = 0;

  constructor(private readonly root: HTMLElement) {
    this.most = Number(root.dataset.most ?? MOST);
    this.list = find(root, "[data-photos]");
    this.status = find(root, "[data-status]");
    this.places = find(root, '[name="photo_places"]');
    for (const input of root.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
      input.addEventListener("change", () => void this.take(input));
    }
    on(root.closest("form")!.parentElement!, "photos:resumed", ({ photos, places }) => void this.resume(photos, places));
  }

  /** The bytes are asked for in the same event: some phones take the files away right after it. */
  private async take(input: HTMLInputElement): Promise<void> {
    const room = this.most - this.picked.length - this.busy;
    const files = [...(input.files ?? [])];
    const reading = files.slice(0, room).map((file) => file.arrayBuffer().then((bytes) => ({ bytes, type: file.type }), () => null));
    input.value = "";
    this.busy += reading.length;
    this.report();
    this.tell(this.texts.say("photo_busy"));
    const troubles = files.length > room ? [this.texts.say("photos_full")] : [];
    for (const file of reading) troubles.push(await this.finish(async () => this.add(await file)));
    this.tellAll(troubles);
  }

  /** Photos of a draft; those of another app come raw, and some may have gone from the phone's store. */
  private async resume(photos: readonly ResumedPhoto[], places: Record<string, TakenAt>): Promise<void> {
    const unknown = photos.filter(({ sha256 }) => !this.has(sha256));
    if (unknown.length === 0) return;
    this.busy += unknown.length;
    if (Object.keys(places).length) this.places.value = JSON.stringify(places);
    this.report();
    const troubles: string[] = [];
    for (const { bytes, isRaw, key, sha256, type } of unknown) {
      const back = async () => {
        if (!bytes) return this.texts.say("photo_vanished");
        if (isRaw) return this.add({ bytes, type }, key);
        return this.hold({ sha256, type, bytes }, places[sha256] ?? null);
      };
      troubles.push(await this.finish(back));
    }
    this.tellAll(troubles);
  }

  /** One of those on their way is done; returns what went wrong, in words. */
  private async finish(work: () => Promise<string>): Promise<string> {
    try {
      return await work();
    } catch {
      return this.texts.say("not_a_photo");
    } finally {
      this.busy -= 1;
      this.show();
    }
  }

  /** Null is a file that was gone before it could be read. */
  private async add(file: { bytes: ArrayBuffer; type: string } | null, madeFrom?: string): Promise<string> {
    if (!file) return this.texts.say("photo_vanished");
    const result = await preparePhoto(file.bytes, file.type, pictureTools);
    if (result.kind !== "ready") return this.texts.say(result.kind === "too-big" ? "photo_too_big" : "not_a_photo");
    return this.hold({ ...result.photo, madeFrom }, takenAt(file.bytes));
  }

  private async hold(photo: ShownPhoto, taken: TakenAt | null): Promise<string> {
    if (this.has(photo.sha256)) return "";
    this.picked.push({ photo, takenAt: taken, preview: await preview(photo) });
    return "";
  }

  private has(sha256: string): boolean {
    return this.picked.some(({ photo }) => photo.sha256 === sha256);
  }

  private show(): void {
    this.root.toggleAttribute("data-has-photos", this.picked.length > 0);
    this.list.replaceChildren(...this.picked.map((picked, index) => this.item(picked, index + 1)));
    const places = this.picked.flatMap(({ photo, takenAt }) => (takenAt ? [[photo.sha256, takenAt]] : []));
    this.places.value = places.length ? JSON.stringify(Object.fromEntries(places)) : "";
    this.report();
  }

  /** Also before the first is ready: whoever sends waits for those on their way. */
  private report(): void {
    const photos = this.picked.map(({ photo }) => photo);
    const taken = this.picked.find((picked) => picked.takenAt)?.takenAt ?? null;
    emit(this.root, "photos:changed", { photos, isBusy: this.busy > 0, takenAt: taken });
  }

  private item(picked: Picked, number: number): HTMLElement {
    const label = this.texts.say("photo_alt", { number });
    picked.preview?.setAttribute("aria-label", label);
    const unseen = make("div", { "class": "photo-unseen", "role": "img", "aria-label": label }, icon("picture"));
    const note = picked.preview ? null : make("p", { class: "small" }, this.texts.say("photo_unseen"));
    const word = this.texts.say("remove");
    // Whoever speaks to the phone says what is written there: the spoken name begins with it, in every language.
    const name = { "class": "button button-plain", "aria-label": `${word}: ${label}` };
    const remove = button(word, name, () => this.remove(picked));
    remove.prepend(icon("close"));
    return make("li", {}, picked.preview ?? unseen, note, remove);
  }

  private remove(picked: Picked): void {
    this.picked = this.picked.filter((other) => other !== picked);
    this.show();
    this.tell(this.picked.length ? this.texts.count("photos_added", this.picked.length) : this.texts.say("photo_removed"));
    this.root.querySelector<HTMLElement>('input[type="file"]')?.focus();
  }

  private tellAll(troubles: readonly string[]): void {
    this.tell([...new Set([...troubles, this.texts.count("photos_added", this.picked.length)])].filter(Boolean).join(" "));
  }

  private tell(text: string): void {
    this.status.textContent = text;
  }
}

async function preview(photo: ShownPhoto): Promise<HTMLCanvasElement | null> {
  const canvas = make("canvas", { role: "img" });
  return drawPreview(photo.bytes, photo.type, canvas, PREVIEW_PX).then(() => canvas, () => null);
}
