import { parseErrorEvent } from "../../../../lib/responses/error";
import type { Item } from "../../../../lib/responses/item";
import { isRecord } from "../../../../lib/util/json";
import type { BackendChunk } from "../../backend";
import { itemOrNull, text, type Fields } from "./fields";
import { clean } from "./refusal";

export type End = Extract<BackendChunk, { type: "end" }>;

export type Terminal = { end: End; output: readonly Item[]; usage: unknown };

const MAX_MESSAGE = 1000;
const MAX_CODE = 100;

export const failed = (code: string, message: string): End => ({
  ...{ type: "end", reason: "failed" },
  ...{ code, message },
});

const TERMINAL_TYPES = new Set([
  "response.completed",
  "response.incomplete",
  "response.failed",
  "response.cancelled",
  "response.done",
]);

/** How the response ends by this event; null when it goes on. `apiKey` is kept out of every text. */
export function terminalOf(type: string, event: Fields, apiKey: string | null): Terminal | null {
  if (type === "error" || (type === "" && (event.error ?? null) !== null)) {
    return { end: errorEnd(event, apiKey), output: [], usage: null };
  }
  if (!TERMINAL_TYPES.has(type)) return null;
  return responseTerminal(isRecord(event.response) ? event.response : {}, { type, apiKey });
}

/** A finished response object; `type` is the event that brought it, which counts where `status` is missing. */
export function responseTerminal(
  response: Fields,
  { type, apiKey }: { type: string; apiKey: string | null },
): Terminal {
  const output: unknown[] = Array.isArray(response.output) ? response.output : [];
  return {
    end: endOf(response, { type, apiKey }),
    output: output.map(itemOrNull).filter((item) => item !== null),
    usage: response.usage,
  };
}

export function terminalChunks({ end, usage }: Terminal): BackendChunk[] {
  const count = usageChunk(usage);
  return count === null ? [end] : [count, end];
}

function endOf(response: Fields, { type, apiKey }: { type: string; apiKey: string | null }): End {
  const named = type.replace("response.", "");
  const status = ["failed", "incomplete", "cancelled"].includes(named)
    ? named
    : text(response.status) || named;
  switch (status) {
    case "failed":
      return errorEnd(response, apiKey);
    case "cancelled":
      return failed("server_error", "The model server cancelled the response.");
    case "incomplete": {
      const why = isRecord(response.incomplete_details) ? text(response.incomplete_details.reason) : "";
      return {
        type: "end",
        reason: "incomplete",
        details: clean(why, MAX_CODE, apiKey) || "max_output_tokens",
      };
    }
    default:
      return isRecord(response.error) ? errorEnd(response, apiKey) : { type: "end", reason: "completed" };
  }
}

function errorEnd(holder: Fields, apiKey: string | null): End {
  if (typeof holder.error === "string")
    return failed("server_error", clean(holder.error, MAX_MESSAGE, apiKey));
  const { code, message } = parseErrorEvent(holder);
  return failed(clean(code ?? "", MAX_CODE, apiKey) || "server_error", clean(message, MAX_MESSAGE, apiKey));
}

function usageChunk(usage: unknown): BackendChunk | null {
  if (!isRecord(usage) || typeof usage.input_tokens !== "number" || typeof usage.output_tokens !== "number") {
    return null;
  }
  return {
    type: "usage",
    input: usage.input_tokens,
    cached: detail(usage.input_tokens_details, "cached_tokens"),
    output: usage.output_tokens,
    reasoning: detail(usage.output_tokens_details, "reasoning_tokens"),
  };
}

function detail(details: unknown, name: string): number {
  const count = isRecord(details) ? details[name] : undefined;
  return typeof count === "number" ? count : 0;
}
