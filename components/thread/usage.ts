import type { ResponseSummary, ToolCall } from "../../lib/session/state";
import { bytesText, countText, durationText, shortNumberText } from "./format";

export type Hop = { name: string; ms: number; colour: string };

/** What a turn took, from its log. Milliseconds, bytes and tokens; null where the provider said nothing. */
export type TurnUsage = {
  hops: readonly Hop[];
  firstWordMs: number | null;
  totalMs: number;
  responses: number;
  tokens: { input: number; cached: number; output: number } | null;
  bytesNotResent: number;
};

type Facts = { responses: readonly ResponseSummary[]; calls: readonly ToolCall[]; totalMs: number };

export function turnUsage({ responses, calls, totalMs }: Facts): TurnUsage {
  const first = responses.find((response) => response.firstDeltaMs !== null);
  return {
    hops: hopsOf(responses, calls),
    firstWordMs: first?.firstDeltaMs ?? null,
    totalMs,
    responses: responses.length,
    tokens: tokensOf(responses),
    bytesNotResent: sum(responses.map((response) => response.bytesNotResent)),
  };
}

function hopsOf(responses: readonly ResponseSummary[], calls: readonly ToolCall[]): Hop[] {
  const waits = responses.map(({ firstDeltaMs, firstEventMs }) => firstDeltaMs ?? firstEventMs ?? 0);
  const streams = responses.map(({ totalMs }, at) => Math.max(0, totalMs - (waits[at] ?? 0)));
  const ran = calls.map((call) => (call.status === "finished" ? (call.ranMs ?? 0) : 0));
  return [
    { name: "connect", ms: sum(responses.map(({ connectMs }) => connectMs)), colour: "var(--c4)" },
    { name: "wait for the model", ms: sum(waits), colour: "var(--c2)" },
    { name: "stream", ms: sum(streams), colour: "var(--copper)" },
    { name: "tools", ms: sum(ran), colour: "var(--c3)" },
  ].filter(({ ms }) => ms > 0);
}

function tokensOf(responses: readonly ResponseSummary[]): TurnUsage["tokens"] {
  const counts = responses.flatMap(({ usage }) => (usage ? [usage] : []));
  if (counts.length === 0) return null;
  return {
    input: sum(counts.map(({ input }) => input)),
    cached: sum(counts.map(({ cached }) => cached)),
    output: sum(counts.map(({ output }) => output)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The line of truth as short phrases: what stands in one row, and what is shown on demand. */
export function usagePhrases(usage: TurnUsage): { line: string[]; more: string[] } {
  const { firstWordMs, totalMs, responses, tokens, bytesNotResent } = usage;
  const line = [
    firstWordMs === null ? "" : `first word ${durationText(firstWordMs)}`,
    `total ${durationText(totalMs)}`,
    responses > 1 ? countText(responses, "response") : "",
    bytesNotResent > 0 ? `${bytesText(bytesNotResent)} not resent` : "",
  ];
  const more = [tokens ? tokensPhrase(tokens) : ""];
  const isSaid = (phrase: string): boolean => phrase !== "";
  return { line: line.filter(isSaid), more: more.filter(isSaid) };
}

function tokensPhrase({ input, cached, output }: NonNullable<TurnUsage["tokens"]>): string {
  const again = cached > 0 ? `, ${shortNumberText(cached)} cached` : "";
  return `${shortNumberText(input)} tokens in${again}, ${shortNumberText(output)} out`;
}
