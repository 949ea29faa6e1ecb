import type { Picture } from "../../lib/protocol/content";
import { base64Bytes, base64Head, isBase64 } from "../../lib/util/base64";
import { SNIFF_BYTES, sniffType } from "../../lib/util/media-type";

/** Bytes of a picture up to which viewers are sent it whole. The provider's own item keeps it in any case. */
export const MAX_PICTURE_BYTES = 262_144;

const DRAWN: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/webp"]);

/** Base64 of a provider → what viewers draw. Only what its first bytes show to be PNG, JPEG or WebP is shown. */
export function pictureOf(base64: string): Picture {
  const bytes = base64Bytes(base64);
  if (bytes > MAX_PICTURE_BYTES) return { status: "omitted", reason: "too_large", bytes };
  const type = isBase64(base64) ? sniffType(base64Head(base64, SNIFF_BYTES)) : null;
  if (type === null || !DRAWN.has(type)) return { status: "omitted", reason: "unreadable", bytes };
  return { status: "inline", src: `data:${type};base64,${base64}`, bytes };
}

const DATA_URL = /^data:[a-z0-9.+/-]{0,100};base64,/i;

/** A picture that is given by its address. Nothing but a `data:` URL is looked at. */
export function pictureAt(url: string): Picture {
  const head = DATA_URL.exec(url.slice(0, 150));
  return head ? pictureOf(url.slice(head[0].length)) : { status: "omitted", reason: "remote", bytes: null };
}
