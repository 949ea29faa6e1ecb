import { turnIdAt } from "../../../lib/session/ids";
import type { LogBook, Written } from "./log-book";

type Violate = (what: string) => void;

/** What a tool of the simulation answers: who ran which call, under which claim. Some say more than an event holds. */
export const ranText = (callId: string, by: { executorId: string; claimId: string }): string =>
  `ran ${callId} by ${by.executorId} ${by.claimId}${isTalkative(callId) ? ` ${"…".repeat(9_000)}` : ""}`;

const isTalkative = (callId: string): boolean => Number(callId.slice(1)) % 4 === 0;

/** Whether a text that tells who ran a call is all of what its tool answered. */
export function isWholeAnswer(text: string): boolean {
  const [, callId = "", , executorId = "", claimId = ""] = text.split(" ");
  return text === ranText(callId, { executorId, claimId });
}

/** A call finishes once, by the page that it was given to; a turn ends once. */
export function checkCalls(book: LogBook, { event, row }: Written, violate: Violate): void {
  const before = book.stateAt(row.seq - 1, "owner")?.turn;
  if (event.type === "turn.started" && before?.status === "running")
    violate(`turn ${turnIdAt(row.seq)} began while another ran`);
  if (event.type === "turn.finished" && (before?.status !== "running" || before.turnId !== event.turnId))
    violate(`turn ${event.turnId} ended and did not run`);
  if (event.type !== "tool_call.finished") return;
  const call = before?.status === "running" ? before.calls.get(event.callId) : undefined;
  if (!call) return violate(`call ${event.callId} finished and is unknown`);
  if (call.status === "finished") return violate(`call ${event.callId} finished twice`);
  const { outcome } = event;
  if (!outcome.ok || !outcome.output.startsWith("ran ")) return;
  const holder = "executorId" in call ? call.executorId : "nobody";
  const claim = "claimId" in call ? call.claimId : null;
  const [, callId, , executorId, claimId] = outcome.output.split(" ");
  const isOwn = callId === event.callId && executorId === holder && (claim === null || claim === claimId);
  if (!isOwn) violate(`call ${event.callId} of ${holder} was answered with "${outcome.output}"`);
}
