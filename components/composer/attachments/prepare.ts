import type { SentAttachment } from "../../../lib/protocol/content";
import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENT_NAME_CHARS } from "../../../lib/protocol/limits";
import { base64Of, encodeImage } from "./image";
import type { MessageFile } from "./message-file";

export type Prepared = { attachment: SentAttachment } | { problem: string };

const isImage = ({ mediaType }: MessageFile): boolean => mediaType.startsWith("image/");

/** Bytes that each image may take: what the other files leave, in equal shares. */
export function imageBudget(files: readonly MessageFile[]): number {
  const images = files.filter(isImage).length;
  const others = files.reduce((total, one) => total + (isImage(one) ? 0 : one.file.size), 0);
  return images === 0 ? 0 : Math.floor(Math.max(0, MAX_ATTACHMENT_BYTES - others) / images);
}

/** The first files, in order, that fit beside each other; an image always fits while some room is left. */
export function fitting(files: readonly MessageFile[]): readonly MessageFile[] {
  let left = MAX_ATTACHMENT_BYTES;
  return files.filter((one) => {
    const needs = isImage(one) ? LEAST_IMAGE_BYTES : one.file.size;
    if (needs > left) return false;
    left -= needs;
    return true;
  });
}

/** Below this no image is worth looking at. */
const LEAST_IMAGE_BYTES = 16_384;

/** One file as it is sent. */
export async function prepare(one: MessageFile, budget: number): Promise<Prepared> {
  const { file, mediaType } = one;
  const name = file.name.slice(0, MAX_ATTACHMENT_NAME_CHARS) || "file";
  if (!isImage(one)) {
    const data = await base64Of(file);
    return { attachment: { name, mediaType, data, width: null, height: null, thumbnail: null } };
  }
  const image = await encodeImage(file, mediaType, budget);
  if (image === null) return { problem: `${file.name} cannot be read as an image, or made small enough.` };
  const { width, height, thumbnail } = image;
  const data = await base64Of(image.blob);
  return { attachment: { name, mediaType: image.mediaType, data, width, height, thumbnail } };
}
