import type { ErrorBody } from "../../lib/protocol/error";
import { openCalls } from "../../lib/session/calls";
import { assertNever } from "../../lib/util/assert-never";
import { assignWaiting } from "./call";
import { responseKey } from "./context";
import type { Draft } from "./draft";
import { itemAdded, itemDone } from "./decide-item";
import type { UpstreamEvent, UpstreamFailure } from "../upstream/port";
import { logResponseDone } from "./response-done";
import type { Rules } from "./rules";
import { runningTurn } from "./running-turn";
import { finishTurn } from "./turn";

/** Text has its own short way, `decideDelta`. */
type TurningPoint = Exclude<UpstreamEvent, { type: "item_delta" }>;
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
  if (turn?.response.phase !== "requested") return;
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
}

function done(draft: Draft, event: EventOf<"done">, rules: Rules): void {
  if (!logResponseDone(draft, event.status, event.usage)) return;
  assignWaiting(draft, rules);
  if (goesOn(draft)) return;
  finishTurn(draft, endOf(event), rules);
}

/** With calls to wait for, or their outputs to send, the turn is not at its end. */
const goesOn = (draft: Draft): boolean =>
  openCalls(draft.state.session).length > 0 || runningTurn(draft)?.response.phase === "requested";

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
  const error = { code: failure.providerCode ?? failure.code, message: failure.message };
  if (failure.code === "lost") return responseLost(draft, error, rules);
  logResponseDone(draft, "failed", null);
  finishTurn(draft, { reason: "failed", error }, rules);
}

/**
 * The connection ended under a response. Finished calls are kept and the turn goes on from them; a
 * response that had said nothing is asked for once more; text that was under way is never glued to
 * another attempt, so the turn ends and says so.
 */
export function responseLost(draft: Draft, error: ErrorBody, rules: Rules): void {
  const before = runningTurn(draft);
  if (!before) return;
  if (before.response.phase === "requested") {
    draft.log({ type: "response.started", turnId: before.turnId }, NEVER_STARTED);
  }
  logResponseDone(draft, "lost", null);
  assignWaiting(draft, rules);
  if (goesOn(draft) && lostInARow(draft) <= rules.limits.lostRetries) return;
  finishTurn(draft, { reason: "interrupted", error }, rules);
}

const NEVER_STARTED = {
  type: "response" as const,
  providerId: "",
  sentAt: 0,
  connectMs: 0,
  up: 0,
  notResent: 0,
};

function lostInARow(draft: Draft): number {
  const responses = runningTurn(draft)?.responses ?? [];
  const firstKept = [...responses].reverse().findIndex((response) => response.status !== "lost");
  return firstKept === -1 ? responses.length : firstKept;
}
