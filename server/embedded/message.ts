import { isNestedDeeper, isRecord, parseJson } from "../../lib/util/json";
import { Refusal, requestError } from "./errors";

/** Far beyond any schema or input, and far below what a recursive reader bears. */
const MAX_DEPTH = 400;

/** The JSON object in a frame or body, in which every reader may recurse. */
export function parseMessage(text: string, kind: "frame" | "body"): Record<string, unknown> | Refusal {
  const refuse = (why: string): Refusal =>
    new Refusal(requestError(`The ${kind} is ${why}.`, { code: "invalid_json" }));
  const message = parseJson(text);
  if (message === undefined) return refuse("not JSON");
  if (!isRecord(message)) return refuse("not a JSON object");
  return isNestedDeeper(message, MAX_DEPTH) ? refuse(`nested deeper than ${MAX_DEPTH} levels`) : message;
}
