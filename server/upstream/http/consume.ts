import type { IncomingMessage } from "node:http";
import { SseTooLarge } from "../../../lib/util/sse";
import type { WireEvent } from "../read-event";
import type { HttpLimits } from "./limits";
import { answerReader, type AnswerReader } from "./read-answer";

export type AnswerEnding =
  /** The body came to its end. */
  | { type: "ended" }
  /** The answer is not one of the protocol, or too large. */
  | { type: "unreadable"; message: string }
  | { type: "broken"; message: string };

export type AnswerListener = {
  /** Null is an event that says nothing of a response, but shows that the provider is there. */
  onEvent: (event: WireEvent | null) => void;
  /** Once, and never after the returned stop. */
  onEnd: (ending: AnswerEnding) => void;
};

/** Reads a successful answer to its end, or until the returned function is called. */
export function consume(
  response: IncomingMessage,
  limits: Pick<HttpLimits, "maxEventBytes" | "maxAnswerBytes">,
  listener: AnswerListener,
): () => void {
  let over = false;
  const end = (ending: AnswerEnding): void => {
    if (over) return;
    over = true;
    listener.onEnd(ending);
  };
  const pass = (read: () => ReturnType<AnswerReader["end"]>): void => {
    const events = readable(read);
    if (events === "too_large") return end(unreadable(`an event of more than ${limits.maxEventBytes} bytes`));
    for (const event of events) if (!over) listener.onEvent(event);
  };
  const reader = answerReader(response.headers["content-type"] ?? "", limits.maxEventBytes);
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (over) return;
    if (reader === null) end(unreadable("a web page instead of a response"));
    else if (bytes > limits.maxAnswerBytes) end(unreadable(`more than ${limits.maxAnswerBytes} bytes`));
    else pass(() => reader.push(chunk));
  });
  response.on("end", () => {
    if (!over && reader !== null) pass(() => reader.end());
    end({ type: "ended" });
  });
  response.on("error", (error) => end({ type: "broken", message: error.message }));
  response.on("close", () => end({ type: "broken", message: "it was closed" }));
  return () => {
    over = true;
  };
}

const unreadable = (what: string): AnswerEnding => ({
  type: "unreadable",
  message: `The provider answered with ${what}. Check UPSTREAM_URL.`,
});

function readable(
  read: () => ReturnType<AnswerReader["end"]>,
): ReturnType<AnswerReader["end"]> | "too_large" {
  try {
    return read();
  } catch (error) {
    if (error instanceof SseTooLarge) return "too_large";
    throw error;
  }
}
