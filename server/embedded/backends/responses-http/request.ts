import type { BackendRequest } from "../../backend";
import { historyFor } from "./history";

/** The body of `POST /responses`: the whole context, streamed, stored nowhere. */
export function requestBody({
  model,
  instructions,
  input,
  settings,
}: BackendRequest): Record<string, unknown> {
  const { tools, tool_choice, parallel_tool_calls, client_metadata: _private, ...rest } = settings;
  const tooled = Array.isArray(tools) && tools.length > 0;
  return {
    ...rest,
    model,
    ...(instructions === null ? {} : { instructions }),
    input: historyFor(input),
    // Without tools some servers refuse what belongs to them.
    ...(tooled ? present({ tools, tool_choice, parallel_tool_calls }) : {}),
    stream: true,
    store: false,
  };
}

const present = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
