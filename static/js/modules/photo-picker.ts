/** Up to five photos, taken or chosen: made light at once, kept in memory, shown small, removable. */
import { button, find, icon, make } from "../dom/elements";
import { emit } from "../dom/events";
import { drawPreview, pictureTools } from "../dom/pictures";
import { pageTexts } from "../dom/texts";
import { takenAt, type TakenAt } from "../lib/exif";
import { preparePhoto, type Photo } from "../lib/photo";

const MOST = 5;
const PREVIEW_PX = 320;

interface Picked {
  photo: Photo;
  takenAt: TakenAt | null;
  /** Null where this browser cannot show it. */
  preview: HTMLCanvasElement | null;
}

export class PhotoPicker {
  private readonly texts = pageTexts();
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private picked: Picked[] = [];
  private busy = 0;

  constructor(private readonly root: HTMLElement) {
    this.list = find(root, "[data-photos]");
    this.status = find(root, "[data-status]");
    for (const input of root.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
      input.addEventListener("change", () => void this.take(input));
    }
  }

  /** The bytes are asked for in the same event: some phones take the files away right after it. */
  private async take(input: HTMLInputElement): Promise<void> {
    const room = MOST - this.picked.length - this.busy;
    const files = [...(input.files ?? [])];
    const reading = files.slice(0, room).map((file) => file.arrayBuffer().then((bytes) => ({ bytes, type: file.type })));
    input.value = "";
    this.busy += reading.length;
    this.tell(this.texts.say("photo_busy"));
    const troubles = files.length > room ? [this.texts.say("photos_full")] : [];
    for (const file of reading) troubles.push(await this.add(file));
    this.tell([...troubles, this.texts.count("photos_added", this.picked.length)].filter(Boolean).join(" "));
  }

  /** Returns what went wrong, in words. */
  private async add(reading: Promise<{ bytes: ArrayBuffer; type: string }>): Promise<string> {
    try {
      const { bytes, type } = await reading;
      const result = await preparePhoto(bytes, type, pictureTools);
      if (result.kind !== "ready") return this.texts.say(result.kind === "too-big" ? "photo_too_big" : "not_a_photo");
      if (this.picked.some(({ photo }) => photo.sha256 === result.photo.sha256)) return "";
      this.picked.push({ photo: result.photo, takenAt: takenAt(bytes), preview: await preview(result.photo) });
      return "";
    } catch {
      return this.texts.say("not_a_photo");
    } finally {
      this.busy -= 1;
      this.show();
    }
  }

  private show(): void {
    this.root.toggleAttribute("data-has-photos", this.picked.length > 0);
    this.list.replaceChildren(...this.picked.map((picked, index) => this.item(picked, index + 1)));
    const photos = this.picked.map(({ photo }) => photo);
    const taken = this.picked.find((picked) => picked.takenAt)?.takenAt ?? null;
    emit(this.root, "photos:changed", { photos, isBusy: this.busy > 0, takenAt: taken });
  }

  private item(picked: Picked, number: number): HTMLElement {
    const label = this.texts.say("photo_alt", { number });
    picked.preview?.setAttribute("aria-label", label);
    const unseen = make("div", { "class": "photo-unseen", "role": "img", "aria-label": label }, icon("picture"));
    const note = picked.preview ? null : make("p", { class: "small" }, this.texts.say("photo_unseen"));
    const name = { "class": "button button-plain", "aria-label": this.texts.say("remove_photo", { number }) };
    const remove = button(this.texts.say("remove"), name, () => this.remove(picked));
    remove.prepend(icon("close"));
    return make("li", {}, picked.preview ?? unseen, note, remove);
  }

  private remove(picked: Picked): void {
    this.picked = this.picked.filter((other) => other !== picked);
    this.show();
    this.tell(this.picked.length ? this.texts.count("photos_added", this.picked.length) : this.texts.say("photo_removed"));
    this.root.querySelector<HTMLElement>('input[type="file"]')?.focus();
  }

  private tell(text: string): void {
    this.status.textContent = text;
  }
}

async function preview(photo: Photo): Promise<HTMLCanvasElement | null> {
  const canvas = make("canvas", { role: "img" });
  return drawPreview(photo.bytes, photo.type, canvas, PREVIEW_PX).then(() => canvas, () => null);
}
