import { itemType, textOf } from "../../../lib/responses/item";
import type { Backend } from "../backend";
import { textPieces } from "../text-pieces";

const PIECE = 16;

/** Streams the newest user message's text back. It cannot be steered. */
export const echoBackend: Backend = {
  id: "echo",
  async *run({ input }, signal) {
    yield { type: "accepted" };
    const newest = input.findLast((item) => itemType(item) === "message" && item.role === "user");
    yield { type: "text", text: "" };
    for (const text of textPieces(textOf(newest?.content), PIECE)) {
      if (signal.aborted) return;
      yield { type: "text", text };
    }
  },
};
