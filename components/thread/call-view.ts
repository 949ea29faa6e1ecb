import { openQuestion } from "../../lib/session/questions";
import type { ToolCall } from "../../lib/session/state";
import { asText, parseArguments } from "./call-arguments";

export type CallState = "waiting" | "running" | "done" | "failed" | "cancelled" | "unknown outcome";

/** What a row shows of a call. `turnIsOver` says that nothing more will happen to it. */
export type CallView = {
  state: CallState;
  verb: string;
  summary: string;
  /** Milliseconds it took, or null while unknown. */
  ms: number | null;
  /** Plain words about what went wrong. */
  problem: string | null;
};

export function callView(call: ToolCall, turnIsOver: boolean): CallView {
  const state = stateOf(call, turnIsOver);
  return {
    state,
    verb: call.server === null ? verbOf(call.name) : "Permission",
    summary: summaryOfCall(call),
    ms: call.status === "finished" ? (call.ranMs ?? Math.max(0, call.finishedAt - call.requestedAt)) : null,
    problem: problemOf(call, state),
  };
}

/** What an MCP server's tool is asked for stands with the server's name: no page knows that tool. */
function summaryOfCall({ server, name, arguments: text, ...call }: ToolCall): string {
  if (server !== null) return `${server}: ${verbOf(name)} ${summaryOf(text)}`;
  return call.status !== "finished" && call.progress !== null ? call.progress : summaryOf(text);
}

function stateOf(call: ToolCall, turnIsOver: boolean): CallState {
  if (!turnIsOver && openQuestion(call) !== null) return "waiting";
  switch (call.status) {
    case "requested":
    case "awaiting_approval":
    case "approved":
      return turnIsOver ? "cancelled" : "waiting";
    case "assigned":
      if (turnIsOver) return "cancelled";
      return call.effect === "read" ? "running" : "waiting";
    case "started":
      return turnIsOver ? "unknown outcome" : "running";
    case "awaiting_outcome":
      return "unknown outcome";
    case "finished":
      return call.outcome.ok ? "done" : stateOfError(call.outcome.error.code);
  }
}

function stateOfError(code: string): CallState {
  if (code === "unknown_outcome") return "unknown outcome";
  return code === "cancelled" || code === "denied" ? "cancelled" : "failed";
}

const PLAIN: Readonly<Record<string, string>> = {
  invalid_arguments: "The model’s arguments do not fit this tool.",
  unknown_tool: "No page offers this tool any more.",
  timed_out: "It took longer than it may.",
  cancelled: "Stopped before it was done.",
  denied: "It was not allowed.",
  no_browser: "No browser was there to run it.",
  unknown_outcome: "Its page went away while it ran. Whether it took effect is not known.",
  too_many_rounds: "The turn had used up its tool rounds.",
};

function problemOf(call: ToolCall, state: CallState): string | null {
  if (call.status !== "finished") {
    return state === "unknown outcome" ? (PLAIN["unknown_outcome"] ?? null) : null;
  }
  if (call.outcome.ok) return null;
  const { code, message } = call.outcome.error;
  const plain = Object.hasOwn(PLAIN, code) ? PLAIN[code] : undefined;
  if (plain === undefined || code === "invalid_arguments") return [plain, message].filter(Boolean).join(" ");
  return plain;
}

const ACRONYMS: Readonly<Record<string, string>> = {
  sql: "SQL",
  csv: "CSV",
  json: "JSON",
  url: "URL",
  id: "ID",
  javascript: "JavaScript",
};

/** The tool's name as words: `run_sql` is "Run SQL". */
export function verbOf(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .split(/[\s_-]+/)
    .filter((word) => word !== "")
    .map((word) => ACRONYMS[word.toLowerCase()] ?? word.toLowerCase());
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TELLING = ["sql", "query", "title", "table", "name", "text", "url"];
const MAX_SUMMARY = 160;

/** The argument that says most, on one line. */
export function summaryOf(argumentsText: string): string {
  const values = parseArguments(argumentsText);
  if (!values) return oneLine(argumentsText);
  const key = TELLING.find((name) => typeof values[name] === "string" && values[name] !== "");
  const value =
    key === undefined ? Object.values(values).find((item) => typeof item !== "object") : values[key];
  return value === undefined ? "" : oneLine(asText(value));
}

function oneLine(text: string): string {
  const line = text
    .slice(0, MAX_SUMMARY * 2)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > MAX_SUMMARY ? `${line.slice(0, MAX_SUMMARY - 1)}…` : line;
}
