import type { Attachment, SentAttachment } from "../../lib/protocol/content";
import type { ErrorBody } from "../../lib/protocol/error";
import { MAX_ATTACHMENT_BYTES } from "../../lib/protocol/limits";
import type { Item } from "../../lib/responses/item";
import { base64Bytes, base64Decoded, base64Head, isBase64 } from "../../lib/util/base64";
import { SNIFF_BYTES, sniffType } from "../../lib/util/media-type";
import { refuse } from "./refuse";
import type { AttachedFile, Secret } from "./secret";

/** The files of one message: what viewers see, and what the model gets. */
export type Attachments = { shown: readonly Attachment[]; files: readonly AttachedFile[] };

export const NO_ATTACHMENTS: Attachments = { shown: [], files: [] };

/** The part of an event that viewers see; nothing where nothing is attached. */
export const shownPart = ({ shown }: Attachments): { attachments?: Attachment[] } =>
  shown.length > 0 ? { attachments: [...shown] } : {};

/** The private part of the same event. */
export const filesPart = ({ files }: Attachments): Secret | null =>
  files.length > 0 ? { type: "attachments", files } : null;

/** Takes a page's attachments apart, once each is known to be what it says it is. */
export function readAttachments(sent: readonly SentAttachment[]): Attachments | ErrorBody {
  const problem = sent.map(problemOf).find((found) => found !== null) ?? tooMuch(sent);
  if (problem) return problem;
  return {
    shown: sent.map(({ name, mediaType, data, width, height, thumbnail }) => {
      return { name, mediaType, bytes: base64Bytes(data), width, height, thumbnail };
    }),
    files: sent.map(({ name, mediaType, data }) => ({ name, mediaType, data })),
  };
}

function tooMuch(sent: readonly SentAttachment[]): ErrorBody | null {
  const bytes = sent.reduce((total, { data }) => total + base64Bytes(data), 0);
  if (bytes <= MAX_ATTACHMENT_BYTES) return null;
  return refuse(
    "attachments_too_large",
    `The attached files have ${Math.ceil(bytes / 1_024)} KiB together; ${MAX_ATTACHMENT_BYTES / 1_024} KiB is the most.`,
  );
}

function problemOf({ name, mediaType, data, thumbnail }: SentAttachment): ErrorBody | null {
  const wrong = (what: string): ErrorBody => refuse("invalid_attachment", `${name} ${what}.`);
  if (!isBase64(data)) return wrong("did not arrive whole");
  const found = sniffType(base64Head(data, SNIFF_BYTES));
  if (mediaType === "text/plain" && !isText(data)) return wrong("is not text in UTF-8");
  if (mediaType !== "text/plain" && found !== mediaType) return wrong(`is not what it says (${mediaType})`);
  return isThumbnail(thumbnail) ? null : wrong("has a preview that is no picture");
}

function isText(data: string): boolean {
  const bytes = base64Decoded(data);
  if (bytes === null || bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const THUMBNAIL = /^data:(image\/(?:png|jpeg|webp));base64,/;

function isThumbnail(thumbnail: string | null): boolean {
  if (thumbnail === null) return true;
  const [head, type] = THUMBNAIL.exec(thumbnail) ?? [];
  if (head === undefined) return false;
  const data = thumbnail.slice(head.length);
  return isBase64(data) && sniffType(base64Head(data, SNIFF_BYTES)) === type;
}

/** A message of the person as the model gets it: the files first, then what is said about them. */
export function userMessage(text: string, files: readonly AttachedFile[] = []): Item {
  const parts = files.map(partOf);
  const said = text === "" && files.length > 0 ? [] : [{ type: "input_text", text }];
  return { type: "message", role: "user", content: [...parts, ...said] };
}

function partOf({ name, mediaType, data }: AttachedFile): Record<string, string> {
  const url = `data:${mediaType};base64,${data}`;
  return mediaType.startsWith("image/")
    ? { type: "input_image", image_url: url, detail: "auto" }
    : { type: "input_file", filename: name, file_data: url };
}
