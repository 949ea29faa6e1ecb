import { createHash } from "node:crypto";
import type { Item } from "../../lib/responses/item";
import type { Usage } from "../../lib/responses/response";
import type { ReportedUsage } from "./backend";
import type { Settings } from "./create";
import type { Prepared } from "./prepare";
import type { ResponseRecord } from "./record";
import { countItems, countText } from "./tokens";

type Made = { id: string; output: readonly Item[]; tokens: { output: number; reasoning: number } };

/** What a finished response leaves behind. Only its own items are counted: its parent's count is known. */
export async function recordOf({ create, parent, newItems }: Prepared, made: Made): Promise<ResponseRecord> {
  const text = prefixText(create.settings);
  const digest = createHash("sha256").update(text).digest("base64");
  const before = parent?.record.prefix;
  return {
    id: made.id,
    prefix: before?.digest === digest ? before : { digest, tokens: await countText(text) },
    node: {
      parent: parent?.record.node ?? null,
      items: [...newItems, ...made.output],
      tokens: (parent?.record.node.tokens ?? 0) + (await countItems(newItems)) + made.tokens.output,
    },
  };
}

/** A backend's own count on the wire. Providers err: what cannot be is cut to what can. */
export function reportedUsage(reported: ReportedUsage): Usage {
  const [input, output] = [tokenCount(reported.input), tokenCount(reported.output)];
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: Math.min(tokenCount(reported.cached), input),
      cache_write_tokens: 0,
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: Math.min(tokenCount(reported.reasoning), output) },
    total_tokens: input + output,
  };
}

const tokenCount = (value: number): number => (Number.isSafeInteger(value) && value > 0 ? value : 0);

/** Token counts of the whole context; `cached_tokens` is what the connection's cache saved. */
export function usageOf(record: ResponseRecord, { parent }: Prepared, tokens: Made["tokens"]): Usage {
  const input = record.node.tokens - tokens.output + record.prefix.tokens;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: parent?.cached === true ? saved(record, parent.record) : 0,
      cache_write_tokens: 0,
    },
    output_tokens: tokens.output,
    output_tokens_details: { reasoning_tokens: tokens.reasoning },
    total_tokens: input + tokens.output,
  };
}

function saved(record: ResponseRecord, parent: ResponseRecord): number {
  return parent.node.tokens + (parent.prefix.digest === record.prefix.digest ? record.prefix.tokens : 0);
}

function prefixText({ instructions, tools }: Settings): string {
  return (instructions ?? "") + (tools.length === 0 ? "" : JSON.stringify(tools));
}
