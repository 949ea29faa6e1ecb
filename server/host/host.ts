import type { ErrorBody } from "../../lib/protocol/error";
import type { UpstreamStatus } from "../../lib/protocol/frame";
import { singleFlight } from "../../lib/util/single-flight";
import { coalesce } from "../session/coalesce";
import { decide } from "../session/decide";
import type { Effect, Input, LoggedEvent } from "../session/input";
import type { OwnerState } from "../session/owner-state";
import type { Lease } from "../store/port";
import { commit } from "./commit";
import type { HostDeps } from "./deps";
import { createEffects } from "./effects";

export type Settle = (refusal: ErrorBody | null) => void;
type Mail = { input: Input; settle: Settle | null };
type Outcome = { settle: Settle; refusal: ErrorBody | null };

/** One owned session: takes inputs one batch at a time, and does nothing that is not in the log first. */
export type Host = {
  readonly sessionId: string;
  state(): OwnerState;
  upstreamStatus(): UpstreamStatus;
  /** Queues an input. `settle` hears, once the batch is committed, whether a command was refused. */
  post(input: Input, settle?: Settle): void;
  /** Opens the line upstream before it is needed. */
  warm(): void;
  /** True when nothing is queued, committed or under way. */
  isQuiet(): boolean;
  /** Commits what is queued, then lets the session go. The log stays whole; the next owner goes on. */
  close(): Promise<void>;
};

const GONE: ErrorBody = {
  code: "stale_owner",
  message: "The session moved to another owner. Sent again by itself.",
};

export function createHost(lease: Lease, initial: OwnerState, deps: HostDeps): Host {
  const { sessionId } = lease;
  let state = initial;
  let mail: Mail[] = [];
  let phase: "open" | "closing" | "closed" = "open";
  let busy = false;
  let onQuiet: () => void = () => undefined;
  const effects = createEffects(sessionId, deps, (input) => post(input));

  function post(input: Input, settle?: Settle): void {
    if (phase !== "open") return settle?.(GONE);
    mail.push({ input, settle: settle ?? null });
    wake();
  }

  const wake = singleFlight(async () => {
    busy = true;
    while (mail.length > 0 && phase !== "closed") await step();
    busy = false;
    onQuiet();
  }, abandon);

  async function step(): Promise<void> {
    const batch = mail;
    mail = [];
    const before = state;
    const { next, events, actions, outcomes } = decideAll(before, batch, deps);
    const committed = events.length === 0 ? null : await commit(lease, { before, next, events }, deps);
    if (committed && !committed.ok) return lose(batch, committed.error);
    state = next;
    if (committed?.ok) deps.bus.ring(committed.ring);
    if (committed?.ok && committed.listChanged) deps.bus.listChanged(deps.principal);
    for (const action of actions) effects.perform(action, state);
    for (const { settle, refusal } of outcomes) settle(refusal);
  }

  /** The log did not take the batch: nothing of it happened. State is dropped, never repaired. */
  function lose(batch: readonly Mail[], error: ErrorBody): void {
    for (const { settle } of [...batch, ...mail]) settle?.(error);
    shut();
    deps.onLost(error);
  }

  function abandon(error: unknown): void {
    deps.log.error({ sessionId, err: error }, "session host failed");
    lose([], { code: "internal", message: "The server failed on this session. Send again." });
  }

  function shut(): void {
    phase = "closed";
    mail = [];
    effects.close();
  }

  return {
    sessionId,
    state: () => state,
    upstreamStatus: effects.upstreamStatus,
    post,
    warm: () => effects.warm(state),
    isQuiet: () => !busy && mail.length === 0,
    close: async () => {
      if (phase === "closed") return;
      phase = "closing";
      if (busy) await new Promise<void>((resolve) => (onQuiet = resolve));
      shut();
    },
  };
}

/** Decides the whole batch in order; each input sees what the one before decided. Pure but for `settle` being carried along. */
function decideAll(before: OwnerState, batch: readonly Mail[], { rules }: HostDeps) {
  let next = before;
  const events: LoggedEvent[] = [];
  const actions: Effect[] = [];
  const outcomes: Outcome[] = [];
  const settles = new Map(batch.map(({ input, settle }) => [input, settle]));
  for (const input of coalesce(batch.map((entry) => entry.input))) {
    const decision = decide(next, input, rules);
    next = decision.state;
    events.push(...decision.events);
    actions.push(...decision.effects);
    const settle = settles.get(input);
    if (settle) outcomes.push({ settle, refusal: decision.refusal });
  }
  return { next, events, actions, outcomes };
}
