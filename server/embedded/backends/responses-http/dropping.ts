import type { ServerRefusal } from "./refusal";

/** Parameters without which an answer is still the answer that was asked for. */
const DISPENSABLE = new Set([
  "include",
  "store",
  "parallel_tool_calls",
  "metadata",
  "truncation",
  "service_tier",
  "safety_identifier",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "stream_options",
  "temperature",
  "top_p",
  "top_logprobs",
  "reasoning",
  "user",
  "client_metadata",
]);

const SAYS_SO =
  /\b(?:unsupported|unknown|unrecognized|unexpected|invalid|extra) (?:parameter|argument|field|input|key)s?\b|not supported|not permitted|unsupported_(?:parameter|value)|unknown_parameter/i;

/** The dispensable parameter (`include`, `reasoning.summary`) that a server will not have, or null. */
export function refusedParameter(
  { status, code, message, param }: ServerRefusal,
  body: Readonly<Record<string, unknown>>,
): string | null {
  if (status !== 400 && status !== 422) return null;
  if (!SAYS_SO.test(message) && !SAYS_SO.test(code)) return null;
  const named = param ?? [...DISPENSABLE].find((name) => body[name] !== undefined && namesIt(message, name));
  const top = named?.split(/[.[]/)[0] ?? "";
  return named !== undefined && DISPENSABLE.has(top) && body[top] !== undefined ? named : null;
}

const namesIt = (message: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(message);

/** `body` without a parameter; of `reasoning.summary` only the inner field goes. */
export function without(body: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> {
  const [top = "", inner] = path.split(/[.[]/);
  const { [top]: outer, ...rest } = body;
  if (inner === undefined || typeof outer !== "object" || outer === null || Array.isArray(outer)) return rest;
  const kept = Object.fromEntries(Object.entries(outer).filter(([name]) => name !== inner));
  return Object.keys(kept).length === 0 ? rest : { ...rest, [top]: kept };
}
