import type { ErrorBody } from "../../lib/protocol/error";
import type { CompactionReason } from "../../lib/protocol/event";
import type { TurnId } from "../../lib/protocol/ids";
import { awaitsSummary, compactionBorder } from "../../lib/session/compaction";
import { contextTokens } from "../../lib/session/select";
import type { FinishedTurn } from "../../lib/session/state";
import { cut } from "./bounded";
import type { Draft } from "./draft";
import type { SummaryAnswer } from "./input";
import type { OwnerState } from "./owner-state";
import { refuse } from "./refuse";
import type { Rules } from "./rules";
import type { Secret } from "./secret";
import { runningTurn } from "./running-turn";
import { compactRequest, summaryRequest } from "./summary-request";
import { finishTurn } from "./turn";

const MAX_SUMMARY_CHARS = 24_000;

/** What the person wants now leaves no more than the latest turn as it is. */
export function compact(draft: Draft, rules: Rules): ErrorBody | null {
  if (draft.state.session.compaction.status === "running")
    return refuse("stale", "A summary is being made already.");
  if (!rules.traitsOf(modelOf(draft.state, rules)).takesAsks)
    return refuse("not_supported", "This model cannot summarise. Choose another one first.");
  const upTo = compactionBorder(draft.state.session, 1);
  if (upTo === null) return refuse("nothing_to_compact", "There is nothing to summarise yet.");
  request(draft, { upTo, reason: "person" }, rules);
  return null;
}

/** Once a turn has ended with little room left, the turns before the latest ones are summarised. */
export function compactIfFull(draft: Draft, before: OwnerState, rules: Rules): void {
  const { session } = draft.state;
  const last = session.turns.at(-1);
  const { compaction } = session;
  const isTried =
    compaction.status === "running" || (compaction.status === "failed" && compaction.at === draft.at);
  if (!last || before.session.turns === session.turns || isTried) return;
  const { contextWindow, takesAsks } = rules.traitsOf(last.model);
  if (contextWindow === null || !takesAsks || wasCompactedByProvider(last)) return;
  if ((contextTokens(session) ?? 0) < contextWindow * rules.limits.compactAt) return;
  const upTo = compactionBorder(session, rules.limits.keepTurns);
  if (upTo !== null) request(draft, { upTo, reason: "threshold" }, rules);
}

/** Its counts are those of the context before. */
const wasCompactedByProvider = ({ entries }: FinishedTurn): boolean =>
  entries.some((entry) => entry.kind === "hosted" && entry.call.tool === "compaction");

/**
 * The provider refused a request as too long. Once in a turn the turns before it are summarised and the
 * request is made again; false when there is nothing to summarise, or that did not help.
 */
export function compactForRetry(draft: Draft, rules: Rules): boolean {
  const turn = runningTurn(draft);
  if (!turn || turn.responses.some(({ status }) => status === "too_long")) return false;
  if (!rules.traitsOf(turn.model).takesAsks) return false;
  if (draft.state.session.compaction.status === "running") return true;
  const upTo = compactionBorder(draft.state.session, 0);
  if (upTo === null) return false;
  request(draft, { upTo, reason: "overflow" }, rules);
  return true;
}

type Wanted = { upTo: TurnId; reason: CompactionReason };

function request(draft: Draft, { upTo, reason }: Wanted, rules: Rules): void {
  draft.log({ type: "compaction.requested", upTo, reason });
  askSummary(draft, rules);
}

/** Asks for the summary that the log says is wanted; after a restart once more. */
export function askSummary(draft: Draft, rules: Rules): void {
  const { compaction } = draft.state.session;
  if (compaction.status !== "running") return;
  const { upTo } = compaction;
  const model = modelOf(draft.state, rules);
  const { contextWindow } = rules.traitsOf(model);
  draft.act({
    type: "ask_summary",
    upTo,
    request: summaryRequest(draft.state.context, upTo, { model, contextWindow }),
    compact: compactRequest(draft.state.context, upTo, { model, instructions: rules.instructions }),
  });
}

/** The model that answers now; it has what the earlier turns were kept in. */
function modelOf({ session }: OwnerState, rules: Rules): string {
  const { turn, model } = session;
  return turn.status === "running" ? turn.model : (model ?? rules.defaultModel);
}

/** A failed summary changes nothing but for the turn that waits for it, which cannot go on. */
export function takeSummary(
  draft: Draft,
  summary: { upTo: TurnId; answer: SummaryAnswer },
  rules: Rules,
): void {
  const { session } = draft.state;
  const { upTo, answer } = summary;
  if (session.compaction.status !== "running" || session.compaction.upTo !== upTo) return;
  const isAwaited = awaitsSummary(session);
  const secret = secretOf(answer);
  if (secret !== null) {
    draft.log({ type: "context.compacted", upTo, tokensBefore: contextTokens(session) }, secret);
    return;
  }
  const error = answer.ok ? EMPTY : answer.error;
  draft.log({ type: "compaction.failed", error });
  if (isAwaited) finishTurn(draft, { reason: "failed", error: tooLong(error) }, rules);
}

/** What stands for the earlier turns from now on; null when the answer is of no use. */
function secretOf(answer: SummaryAnswer): Secret | null {
  if (!answer.ok) return null;
  if ("window" in answer) return { type: "window", items: answer.window };
  const text = cut(answer.text.trim(), MAX_SUMMARY_CHARS);
  return text === "" ? null : { type: "summary", text };
}

const EMPTY: ErrorBody = { code: "empty_summary", message: "The model gave no summary." };

const tooLong = ({ message }: ErrorBody): ErrorBody => ({
  code: "context_length_exceeded",
  message: `The conversation is too long for the model, and could not be summarised: ${message}`,
});
