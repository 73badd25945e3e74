/** The browser's own way to decode, scale and encode photos, for lib/photo. */
import { fit, type PhotoTools } from "../lib/photo";

export const pictureTools: PhotoTools<ImageBitmap> = {
  decode: (bytes, type) => createImageBitmap(new Blob([bytes], { type }), { imageOrientation: "from-image" }),
  encode: async (picture, width, height, quality) => {
    const canvas = document.createElement("canvas");
    draw(picture, canvas, width, height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    canvas.width = canvas.height = 0; // phones keep a canvas's memory long after it is gone
    return blob && blob.type === "image/jpeg" ? blob.arrayBuffer() : null;
  },
  digest: (bytes) => crypto.subtle.digest("SHA-256", bytes),
};

/** Draws a small copy; rejects what this browser cannot show. Pages allow no blob: addresses, so a preview is a canvas. */
export async function drawPreview(bytes: ArrayBuffer, type: string, canvas: HTMLCanvasElement, longSide: number): Promise<void> {
  const picture = await pictureTools.decode(bytes, type);
  const { width, height } = fit(picture.width, picture.height, longSide);
  draw(picture, canvas, width, height);
  picture.close();
}

function draw(picture: ImageBitmap, canvas: HTMLCanvasElement, width: number, height: number): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff"; // what is see-through in a PNG would turn black
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
}
