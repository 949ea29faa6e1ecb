import { parseErrorEvent, type ResponsesError } from "../../../lib/responses/error";
import { isRecord, parseJson } from "../../../lib/util/json";
import { SseParser, type SseEvent } from "../../../lib/util/sse";
import { readEvent, type WireEvent } from "../read-event";

/** Turns the bytes of an answer into events as they come; null is one that says nothing of a response. */
export type AnswerReader = {
  /** Throws `SseTooLarge`. */
  push: (chunk: Uint8Array) => readonly (WireEvent | null)[];
  end: () => readonly (WireEvent | null)[];
};

/** A reader for the type of an answer; null for a page, which no provider means as one. */
export function answerReader(contentType: string, maxEventBytes: number): AnswerReader | null {
  if (/\b(?:text\/html|application\/xhtml)/i.test(contentType)) return null;
  return /[/+]json\b/i.test(contentType) ? jsonReader() : streamReader(maxEventBytes);
}

function streamReader(maxEventBytes: number): AnswerReader {
  const parser = new SseParser(maxEventBytes);
  return {
    push: (chunk) => parser.push(chunk).map(readSse),
    end: () => parser.end().map(readSse),
  };
}

/** Some servers leave `type` to the event's name, and some write an error as they would in a body. */
function readSse({ event, data }: SseEvent): WireEvent | null {
  const known = readEvent(data);
  if (known !== null) return known;
  const frame = parseJson(data);
  if (!isRecord(frame) || typeof frame.type === "string") return null;
  if (frame.error) return { type: "error", error: readError(frame) };
  return event === null ? null : readEvent(JSON.stringify({ ...frame, type: event }));
}

/** A provider that does not stream sends the finished response alone. */
function jsonReader(): AnswerReader {
  const chunks: Uint8Array[] = [];
  return {
    push: (chunk) => {
      chunks.push(chunk);
      return [];
    },
    end: () => {
      const event = readJson(Buffer.concat(chunks).toString("utf8"));
      return event === null ? [] : [event];
    },
  };
}

function readJson(text: string): WireEvent | null {
  const body = parseJson(text);
  if (!isRecord(body)) return null;
  if (Array.isArray(body.output) && !unfinished.has(body.status)) {
    return readEvent(`{"type":"response.done","response":${text}}`);
  }
  return body.error ? { type: "error", error: readError(body) } : null;
}

const unfinished = new Set<unknown>(["queued", "in_progress"]);

/** Any form of an error body, a bare string included. */
export function readError(body: Record<string, unknown>): ResponsesError {
  if (isRecord(body.error)) return parseErrorEvent(body);
  const text = [body.error, body.detail].find((value) => typeof value === "string");
  return parseErrorEvent(text === undefined ? body : { ...body, message: text });
}
