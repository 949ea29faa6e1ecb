import type { HostedCall, HostedStatus, Picture } from "../../lib/protocol/content";
import type { Item } from "../../lib/responses/item";
import { itemType } from "../../lib/responses/item";
import { fieldsOf } from "../../lib/responses/sealed-item";
import { cut, listOf, recordOf, textAt, webAddress } from "./bounded";
import { sourcesOf } from "./citations";
import { MAX_PICTURE_BYTES, pictureAt, pictureOf } from "./picture";

type Fields = Readonly<Record<string, unknown>>;

const MAX_ENTRIES = 64;
const MAX_LINE = 500;
const MAX_TEXT = 32_768;
const MAX_PICTURES = 4;

/** A finished item of the provider's own work, as viewers are shown it; null for a type that is none. */
export function hostedCall(item: Item): HostedCall | null {
  const raw = fieldsOf(item);
  switch (itemType(item)) {
    case "web_search_call":
      return webSearch(raw);
    case "file_search_call":
      return fileSearch(raw);
    case "code_interpreter_call":
      return codeInterpreter(raw);
    case "image_generation_call":
      return imageGeneration(raw);
    case "mcp_list_tools":
      return mcpListTools(raw);
    case "mcp_call":
      return mcpCall(raw);
    case "compaction":
      return { tool: "compaction", status: statusOf(raw.status) };
    default:
      return null;
  }
}

function statusOf(status: unknown): HostedStatus {
  if (status === "failed") return "failed";
  return status === "incomplete" ? "incomplete" : "completed";
}

const line = (value: unknown): string | null => textAt(value, MAX_LINE);
const nameIn = (key: string) => (entry: unknown) => line(recordOf(entry)[key]);

function webSearch(raw: Fields): HostedCall {
  const action = recordOf(raw.action);
  const several = listOf(action.queries, MAX_ENTRIES, line);
  const single = line(action.query) ?? line(action.pattern);
  const queries = several.length > 0 || single === null || single === "" ? several : [single];
  const sources = sourcesOf(action.sources);
  return { tool: "web_search", status: statusOf(raw.status), queries, url: webAddress(action.url), sources };
}

function fileSearch(raw: Fields): HostedCall {
  const queries = listOf(raw.queries, MAX_ENTRIES, line);
  const names = listOf(raw.results, MAX_ENTRIES, nameIn("filename"));
  return { tool: "file_search", status: statusOf(raw.status), queries, files: [...new Set(names)] };
}

function codeInterpreter(raw: Fields): HostedCall {
  const outputs = listOf(raw.outputs, MAX_ENTRIES, (entry) => recordOf(entry));
  const logs = outputs.flatMap(({ type, logs: text }) =>
    type === "logs" && typeof text === "string" ? [text] : [],
  );
  const isImage = ({ type }: Record<string, unknown>): boolean => type === "image";
  const pictures = outputs.filter(isImage).slice(0, MAX_PICTURES);
  return {
    tool: "code_interpreter",
    status: statusOf(raw.status),
    code: textAt(raw.code, MAX_TEXT) ?? "",
    logs: cut(logs.join("\n"), MAX_TEXT),
    pictures: withinOneBound(pictures.map(({ url }) => pictureAt(typeof url === "string" ? url : ""))),
  };
}

/** Pictures of one item share what one picture may take. */
function withinOneBound(pictures: readonly Picture[]): Picture[] {
  let used = 0;
  return pictures.map((picture) => {
    if (picture.status === "omitted") return picture;
    used += picture.bytes;
    return used <= MAX_PICTURE_BYTES
      ? picture
      : { status: "omitted", reason: "too_large", bytes: picture.bytes };
  });
}

function imageGeneration(raw: Fields): HostedCall {
  const { result } = raw;
  return {
    tool: "image_generation",
    status: statusOf(raw.status),
    prompt: textAt(raw.revised_prompt, MAX_TEXT),
    picture: typeof result === "string" && result !== "" ? pictureOf(result) : null,
  };
}

function mcpListTools(raw: Fields): HostedCall {
  return {
    tool: "mcp_list_tools",
    status: failedWith(raw),
    server: line(raw.server_label) ?? "",
    names: listOf(raw.tools, MAX_ENTRIES, nameIn("name")),
    error: errorText(raw.error),
  };
}

function mcpCall(raw: Fields): HostedCall {
  return {
    tool: "mcp_call",
    status: failedWith(raw),
    server: line(raw.server_label) ?? "",
    name: line(raw.name) ?? "",
    arguments: textAt(raw.arguments, MAX_TEXT) ?? "",
    output: textAt(raw.output, MAX_TEXT),
    error: errorText(raw.error),
  };
}

const failedWith = (raw: Fields): HostedStatus =>
  (raw.error ?? null) === null ? statusOf(raw.status) : "failed";

/** Servers of MCP give an error as text or as an object. */
function errorText(error: unknown): string | null {
  if ((error ?? null) === null) return null;
  return cut(typeof error === "string" ? error : JSON.stringify(error), MAX_TEXT);
}
