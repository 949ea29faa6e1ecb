import type { HostedCall, HostedProgress, HostedStatus } from "../../../lib/protocol/content";
import type { CallState, CallView } from "../call-view";
import { summaryOf, verbOf } from "../call-view";
import { countText } from "../format";
import { linkTarget } from "../markdown/link-target";

const STATES: Readonly<Record<HostedStatus, CallState>> = {
  completed: "done",
  incomplete: "cancelled",
  failed: "failed",
};

/** A finished hosted call as a row of a list: the same words as a call of a page has. */
export function hostedView(call: HostedCall, ms: number): CallView {
  return {
    state: STATES[call.status],
    verb: hostedVerb(call),
    summary: summaryOfHosted(call),
    ms,
    problem: "error" in call && call.error !== null ? oneLine(call.error, 300) : null,
  };
}

function hostedVerb(call: HostedCall): string {
  if (call.tool === "mcp_call") return verbOf(call.name) || "MCP call";
  return VERBS[call.tool];
}

const VERBS: Readonly<Record<HostedCall["tool"], string>> = {
  web_search: "Web search",
  file_search: "File search",
  code_interpreter: "Run code",
  image_generation: "Picture",
  mcp_list_tools: "List tools",
  mcp_call: "MCP call",
  compaction: "Summary",
};

/** The verb of a call under way, of which only the provider's type is known. */
export function liveVerb(type: string): string {
  const tool = type.replace(/(?<!mcp)_call$/, "");
  return isTool(tool) ? VERBS[tool] : verbOf(type);
}

const isTool = (name: string): name is HostedCall["tool"] => Object.hasOwn(VERBS, name);

const NOW: Readonly<Record<HostedProgress, string>> = {
  searching: "searching",
  interpreting: "running the code",
  generating: "drawing",
  compacting: "summarising",
};

/** What a call under way does, in words. */
export const progressText = (progress: HostedProgress | null): string =>
  progress === null ? "starting" : NOW[progress];

function summaryOfHosted(call: HostedCall): string {
  switch (call.tool) {
    case "web_search":
      return oneLine(call.queries.join(" · "), 160) || hostOf(call.url);
    case "file_search":
      return oneLine(call.queries.join(" · "), 160);
    case "code_interpreter":
      return oneLine(call.code, 160);
    case "image_generation":
      return oneLine(call.prompt ?? "", 160);
    case "mcp_list_tools":
      return `${call.server}: ${countText(call.names.length, "tool")}`;
    case "mcp_call":
      return `${call.server} ${summaryOf(call.arguments)}`.trim();
    case "compaction":
      return "";
  }
}

const hostOf = (url: string | null): string => (url === null ? "" : (linkTarget(url)?.host ?? ""));

function oneLine(text: string, max: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
