import { isRecord } from "../../../../lib/util/json";

export type ChatPart =
  | { type: "text"; text: string }
  | { type: "image_url"; image_url: { url: string; detail?: string } }
  | { type: "input_audio"; input_audio: unknown };

/** What chat completions cannot carry. `what` is a phrase for the client. */
export class Unsupported {
  constructor(
    readonly what: string,
    readonly param: string,
  ) {}
}

const DETAILS = new Set(["auto", "low", "high"]);
const TEXT_FILE =
  /^data:(?:text\/[\w.+-]+|application\/(?:json|xml|yaml|x-yaml|x-ndjson|sql|javascript|[\w.+-]+\+(?:json|xml)))(?:;[^,;]*)*?(;base64)?,/i;

/** The parts of a message or of a tool's output, whatever of their forms they have. `where` names the place. */
export function chatParts(content: unknown, where: string): ChatPart[] | Unsupported {
  if (typeof content === "string") return [{ type: "text", text: content }];
  if (!Array.isArray(content))
    return content === undefined ? [] : [{ type: "text", text: JSON.stringify(content) }];
  const parts: ChatPart[] = [];
  for (const [at, part] of content.entries()) {
    const read = chatPart(part, `${where}[${at}]`);
    if (read instanceof Unsupported) return read;
    parts.push(read);
  }
  return parts;
}

export const isText = (part: ChatPart): part is ChatPart & { type: "text" } => part.type === "text";

/** All text of the parts: a line between two of them keeps them apart. */
export const joinedText = (parts: readonly ChatPart[]): string =>
  parts
    .filter(isText)
    .map(({ text }) => text)
    .join("\n");

function chatPart(part: unknown, where: string): ChatPart | Unsupported {
  if (!isRecord(part)) return new Unsupported("Content of this form", where);
  if (typeof part.text === "string") return { type: "text", text: part.text };
  if (typeof part.refusal === "string") return { type: "text", text: part.refusal };
  switch (part.type) {
    case "input_image":
      return imagePart(part, where);
    case "input_file":
      return filePart(part, where);
    case "input_audio":
      return { type: "input_audio", input_audio: part.input_audio };
    default:
      return new Unsupported(`Content of the type '${String(part.type).slice(0, 40)}'`, where);
  }
}

function imagePart({ image_url: image, detail }: Record<string, unknown>, where: string) {
  const url = isRecord(image) ? image.url : image;
  if (typeof url !== "string") return new Unsupported("An image that is given by its file id", where);
  const known = typeof detail === "string" && DETAILS.has(detail);
  const image_url = known ? { url, detail } : { url };
  return { type: "image_url" as const, image_url };
}

/** A file that is text becomes text; any other has no place in a chat. */
function filePart(part: Record<string, unknown>, where: string): ChatPart | Unsupported {
  if (typeof part.file_data !== "string")
    return new Unsupported("A file that is given by its id or address", where);
  const head = TEXT_FILE.exec(part.file_data);
  if (head === null) return new Unsupported("A file that is not text", where);
  const body = part.file_data.slice(head[0].length);
  const text = head[1] === undefined ? unescaped(body) : Buffer.from(body, "base64").toString("utf8");
  const name = typeof part.filename === "string" ? part.filename.slice(0, 255) : "attachment";
  return { type: "text", text: `File ${JSON.stringify(name)}:\n${text}` };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
