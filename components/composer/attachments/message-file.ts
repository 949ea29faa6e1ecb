import { MAX_ATTACHMENT_BYTES } from "../../../lib/protocol/limits";
import type { AttachmentType } from "../../../lib/protocol/content";
import { SNIFF_BYTES, sniffType } from "../../../lib/util/media-type";
import { bytesText } from "../../thread/format";

/** A file that may go to the model with a message. */
export type MessageFile = { id: number; file: File; mediaType: AttachmentType };

const TEXT_NAMES =
  /\.(?:txt|text|md|markdown|rst|log|html?|css|js|jsx|ts|tsx|mjs|py|rb|go|rs|java|kt|swift|c|h|cc|cpp|hpp|cs|php|sh|sql|ya?ml|toml|ini|xml|tex|diff|patch)$/i;

/** Whether a file that was dropped or pasted belongs to the message; tables, and what nobody knows, go to the desk. */
export function isForMessage({ name, type }: Pick<File, "name" | "type">): boolean {
  return (
    type.startsWith("image/") || type === "application/pdf" || /\.pdf$/i.test(name) || TEXT_NAMES.test(name)
  );
}

/** What a file is by its content, or in words why it cannot go along. */
export async function judge(file: File): Promise<{ mediaType: AttachmentType } | { problem: string }> {
  if (file.size === 0) return { problem: `${file.name} is empty.` };
  const head = await file.slice(0, SNIFF_BYTES).arrayBuffer();
  const found = sniffType(new Uint8Array(head));
  if (found?.startsWith("image/")) return { mediaType: found };
  if (file.type.startsWith("image/")) {
    return { problem: `${file.name} is no PNG, JPEG, WebP or GIF.` };
  }
  if (file.size > MAX_ATTACHMENT_BYTES) return { problem: tooLarge(file) };
  if (found !== null) return { mediaType: found };
  if (await isText(file)) return { mediaType: "text/plain" };
  return { problem: `${file.name} is neither an image nor a PDF, nor text in UTF-8.` };
}

export const tooLarge = ({ name, size }: Pick<File, "name" | "size">): string =>
  `${name} has ${bytesText(size)}; the files of a message may have ${bytesText(MAX_ATTACHMENT_BYTES)} together.`;

async function isText(file: File): Promise<boolean> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
