import type { ErrorBody } from "../../lib/protocol/error";
import { allSettled } from "../../lib/session/calls";
import type { RunningTurn, SessionState } from "../../lib/session/state";
import { awaitsAnswer, hasCalls } from "../../lib/session/steers";
import { assertNever } from "../../lib/util/assert-never";
import { compactForRetry } from "./decide-compaction";
import { assignWaiting } from "./call";
import { responseKey } from "./context";
import type { Draft } from "./draft";
import { itemAdded, itemDone, itemProgress } from "./decide-item";
import type { UpstreamEvent, UpstreamFailure } from "../upstream/port";
import { logResponseDone } from "./response-done";
import { providerError } from "./provider-error";
import type { Rules } from "./rules";
import { runningTurn } from "./running-turn";
import { deferUnhanded, returnHandedOver, steerStarted, unhandedSteers, watchSteers } from "./steers";
import { finishTurn } from "./turn";

/** Text has its own short way, `decideDelta`. */
type TurningPoint = Exclude<UpstreamEvent, { type: "item_delta" | `steer_${string}` }>;
type EventOf<T extends UpstreamEvent["type"]> = Extract<UpstreamEvent, { type: T }>;

/** Events of another attempt than the current one are dropped: nothing of it may reach this turn. */
export function decideUpstream(draft: Draft, event: TurningPoint, rules: Rules): null {
  const turn = runningTurn(draft);
  if (!turn || responseKey(turn) !== event.key) return null;
  switch (event.type) {
    case "started":
      started(draft, event);
      return null;
    case "item_added":
      itemAdded(draft, event);
      return null;
    case "item_progress":
      itemProgress(draft, event);
      return null;
    case "item_done":
      itemDone(draft, event, rules);
      return null;
    case "done":
      done(draft, event, rules);
      return null;
    case "failed":
      failed(draft, event.failure, rules);
      return null;
    default:
      return assertNever(event);
  }
}

function started(draft: Draft, event: EventOf<"started">): void {
  const turn = runningTurn(draft);
  if (turn?.response.phase !== "requested" && turn?.response.phase !== "awaited") return;
  const unhanded = unhandedSteers(draft);
  const { providerId, sentAt, connectMs, bytes } = event;
  const secret = {
    type: "response" as const,
    providerId,
    sentAt,
    connectMs,
    up: bytes.up,
    notResent: bytes.notResent,
  };
  draft.log({ type: "response.started", turnId: turn.turnId }, secret);
  steerStarted(draft, unhanded);
}

function done(draft: Draft, event: EventOf<"done">, rules: Rules): void {
  const status = event.reason === "steered" ? "steered" : event.status;
  if (!logResponseDone(draft, status, event)) return;
  assignWaiting(draft, rules);
  if (!(status === "incomplete" ? hasMadeCalls(draft) : goesOn(draft))) {
    return finishTurn(draft, endOf(event), rules);
  }
  watchSteers(draft, rules);
}

/** With calls to wait for, their outputs to send, or a steer to be read, the turn is not at its end. */
function goesOn(draft: Draft): boolean {
  const turn = runningTurn(draft);
  if (!turn) return false;
  const { phase } = turn.response;
  return phase === "requested" || phase === "awaited" || !allSettled(turn.calls) || awaitsAnswer(turn);
}

/** An answer that met a limit is not continued for a steer, only for the outputs of its calls. */
function hasMadeCalls(draft: Draft): boolean {
  const turn = runningTurn(draft);
  const last = turn?.responses.at(-1);
  return turn !== null && last !== undefined && hasCalls(turn, last.responseId);
}

function endOf(event: EventOf<"done">): Parameters<typeof finishTurn>[1] {
  if (event.status === "completed") return { reason: "completed" };
  const code = event.reason ?? "incomplete";
  if (code === "max_output_tokens") {
    return {
      reason: "limit",
      error: { code, message: "The answer met the model's limit of output tokens." },
    };
  }
  return { reason: "failed", error: { code, message: `The provider ended the answer early (${code}).` } };
}

function failed(draft: Draft, failure: UpstreamFailure, rules: Rules): void {
  const error = providerError(failure, draft.at);
  if (failure.code === "lost") return responseLost(draft, error, rules);
  if (isTooLong(failure) && retriesShorter(draft, rules)) return;
  logResponseDone(draft, "failed");
  finishTurn(draft, { reason: "failed", error }, rules);
}

const isTooLong = ({ providerCode }: UpstreamFailure): boolean => providerCode === "context_length_exceeded";

/** Ends the attempt, so that a shorter request follows once there is a summary. False where nothing can be cut. */
function retriesShorter(draft: Draft, rules: Rules): boolean {
  const before = runningTurn(draft);
  const hasSaid = (draft.state.open?.items.size ?? 0) > 0;
  if (!before || hasSaid || before.response.phase === "awaited") return false;
  if (!compactForRetry(draft, rules)) return false;
  deferUnhanded(draft);
  returnHandedOver(draft);
  logStartIfDue(draft, before);
  logResponseDone(draft, "too_long");
  return true;
}

/**
 * The connection ended under a response. Finished calls are kept and the turn goes on from them; a response
 * that had announced no item is asked for once more, where nothing but tokens can be spent twice. All else ends
 * the turn, which says so: text is never glued to another attempt, and what the provider did by itself is not
 * done again. A steer that the provider had comes back to the person.
 */
export function responseLost(draft: Draft, error: ErrorBody, rules: Rules): void {
  const before = runningTurn(draft);
  if (!before) return;
  if (before.response.phase === "awaited") return finishTurn(draft, { reason: "interrupted", error }, rules);
  const mayGoOn = !hasBrokenOff(draft.state.session) && !isDoubtful(draft, before, rules);
  deferUnhanded(draft);
  returnHandedOver(draft);
  logStartIfDue(draft, before);
  logResponseDone(draft, "lost");
  if (mayGoOn && goesOn(draft) && lostInARow(draft) <= rules.limits.lostRetries)
    return assignWaiting(draft, rules);
  finishTurn(draft, { reason: "interrupted", error }, rules);
}

/** Half a call or a thought did nothing yet. Text was seen, and what the provider does by itself may be done. */
const hasBrokenOff = ({ live }: SessionState): boolean =>
  [...live.values()].some(({ kind }) => kind !== "tool_call" && kind !== "reasoning");

/** Whether the request may have done something elsewhere of which nothing was heard. */
function isDoubtful(draft: Draft, turn: RunningTurn, rules: Rules): boolean {
  const isUnheard = (draft.state.open?.items.size ?? 0) === 0;
  return isUnheard && rules.traitsOf(turn.model).hostedEffects;
}

/** A response of which nothing was heard stands in the log as one that began and ended at once. */
function logStartIfDue(draft: Draft, { turnId, response }: RunningTurn): void {
  if (response.phase !== "requested") return;
  const unheard = { providerId: "", sentAt: draft.at, connectMs: 0, up: 0, notResent: 0 };
  draft.log({ type: "response.started", turnId }, { type: "response", ...unheard });
}

function lostInARow(draft: Draft): number {
  const responses = runningTurn(draft)?.responses ?? [];
  const firstKept = [...responses].reverse().findIndex((response) => response.status !== "lost");
  return firstKept === -1 ? responses.length : firstKept;
}
