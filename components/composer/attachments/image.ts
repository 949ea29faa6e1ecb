import type { AttachmentType } from "../../../lib/protocol/content";
import { MAX_THUMBNAIL_CHARS } from "../../../lib/protocol/limits";

/** Models look at no more than this many pixels a side. */
export const MAX_SIDE = 1_568;
const THUMBNAIL_SIDES = [160, 112, 72];
const QUALITIES = [0.86, 0.72, 0.58] as const;
const SHRINK = 0.8;
const SMALLEST_SIDE = 200;

export type EncodedImage = {
  mediaType: AttachmentType;
  blob: Blob;
  width: number;
  height: number;
  thumbnail: string | null;
};

/**
 * The image within `budget` bytes and 1,568 pixels a side; null when it cannot be made to fit, or is no image
 * after all. A photograph is always encoded anew: where and with what it was taken is nobody's business.
 */
export async function encodeImage(
  file: File,
  mediaType: AttachmentType,
  budget: number,
): Promise<EncodedImage | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  try {
    const thumbnail = await thumbnailOf(bitmap);
    const { width, height } = bitmap;
    const fits = file.size <= budget && Math.max(width, height) <= MAX_SIDE;
    if (fits && mediaType !== "image/jpeg") return { mediaType, blob: file, width, height, thumbnail };
    const encoded = await shrink(bitmap, budget);
    return encoded && { ...encoded, thumbnail };
  } finally {
    bitmap.close();
  }
}

async function shrink(bitmap: ImageBitmap, budget: number): Promise<Omit<EncodedImage, "thumbnail"> | null> {
  const longest = Math.max(bitmap.width, bitmap.height);
  const smallest = Math.min(SMALLEST_SIDE, longest);
  for (let side = Math.min(longest, MAX_SIDE); side >= smallest; side *= SHRINK) {
    const canvas = drawn(bitmap, side);
    for (const quality of QUALITIES) {
      const blob = await encoded(canvas, quality);
      if (blob === null || blob.size > budget) continue;
      const mediaType = blob.type === "image/webp" ? "image/webp" : "image/jpeg";
      return { mediaType, blob, width: canvas.width, height: canvas.height };
    }
  }
  return null;
}

function drawn(bitmap: ImageBitmap, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** WebP, or JPEG on white where the browser cannot write WebP (it answers with PNG then). */
async function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> {
  const webp = await blobOf(canvas, "image/webp", quality);
  if (webp?.type === "image/webp") return webp;
  const opaque = document.createElement("canvas");
  opaque.width = canvas.width;
  opaque.height = canvas.height;
  const context = opaque.getContext("2d");
  if (!context) return null;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, opaque.width, opaque.height);
  context.drawImage(canvas, 0, 0);
  return blobOf(opaque, "image/jpeg", quality);
}

const blobOf = (canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, type, quality));

async function thumbnailOf(bitmap: ImageBitmap): Promise<string | null> {
  for (const side of THUMBNAIL_SIDES) {
    const blob = await encoded(drawn(bitmap, side), 0.6);
    if (blob === null) return null;
    const url = `data:${blob.type};base64,${await base64Of(blob)}`;
    if (url.length <= MAX_THUMBNAIL_CHARS) return url;
  }
  return null;
}

/** In pieces, for a call takes only so many arguments. */
export async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8_192) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)));
  }
  return btoa(pieces.join(""));
}
