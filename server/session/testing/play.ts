import { createHash } from "node:crypto";
import type { Command } from "../../../lib/protocol/command";
import type { ErrorBody } from "../../../lib/protocol/error";
import type { EventType, SessionEvent } from "../../../lib/protocol/event";
import type { Item } from "../../../lib/responses/item";
import { openCalls } from "../../../lib/session/calls";
import type { ToolCall } from "../../../lib/session/state";
import { checkAnswer } from "../../../lib/tools/form";
import type { CreateRequest, UpstreamEvent, UpstreamFailure } from "../../upstream/port";
import { decide } from "../decide";
import type { Effect, Input, LoggedEvent, TimerKey } from "../input";
import { DEFAULT_LIMITS } from "../limits";
import type { SessionLimits } from "../limits";
import { emptyOwnerState, foldOwner } from "../owner-state";
import type { OwnerState } from "../owner-state";
import type { ModelTraits, Rules } from "../rules";

type Unkeyed<E> = E extends { key: string } ? Omit<E, "key"> : never;

/** A session without a shell: inputs go in, events and effects pile up, a clock moves when it is told to. */
export class Play {
  state: OwnerState = emptyOwnerState("session-000000001");
  at = 1_000;
  readonly log: LoggedEvent[] = [];
  readonly effects: Effect[] = [];
  readonly rules: Rules;
  #commands = 0;

  constructor(limits: Partial<SessionLimits> = {}, traits: Partial<ModelTraits> = {}) {
    this.rules = {
      limits: { ...DEFAULT_LIMITS, ...limits },
      instructions: "Be brief.",
      defaultModel: "m",
      traitsOf: () => ({ contextWindow: null, takesAsks: false, hostedEffects: false, ...traits }),
      validateArguments: () => ({ ok: true }),
      checkAnswer,
      sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    };
  }

  feed(input: Input): ErrorBody | null {
    const decision = decide(this.state, input, this.rules);
    this.state = decision.state;
    this.log.push(...decision.events);
    this.effects.push(...decision.effects);
    return decision.refusal;
  }

  command(
    command: Command,
    commandId = `command-${String(++this.#commands).padStart(10, "0")}`,
  ): ErrorBody | null {
    return this.feed({ type: "command", commandId, principal: "p", role: "owner", command, at: this.at });
  }

  say(text: string, executorId: string | null = null): ErrorBody | null {
    return this.command({ type: "send_message", text, executorId });
  }

  timer(key: TimerKey): void {
    this.feed({ type: "timer", key, at: this.at });
  }

  /** An event of the response that was asked for last. */
  upstream(event: Unkeyed<UpstreamEvent>): void {
    const key = this.request().key;
    this.feed({ type: "upstream", event: { ...event, key } as UpstreamEvent, at: this.at });
  }

  starts(): void {
    this.upstream({
      type: "started",
      providerId: "resp_1",
      bytes: { up: 10, notResent: 5 },
      sentAt: this.at,
      connectMs: 0,
    });
  }

  text(text: string, index = 0): void {
    this.upstream({ type: "item_added", index, kind: "message", name: null });
    this.upstream({ type: "item_delta", index, text });
  }

  calls(name: string, index = 0): void {
    const item: Item = {
      type: "function_call",
      id: `fc_${index}`,
      call_id: `call_${index}`,
      name,
      arguments: "{}",
    };
    this.upstream({ type: "item_done", index, kind: "tool_call", item });
  }

  /** `tokens`: of the whole context, what was said included. */
  done(tokens: number | null = null): void {
    const usage = tokens === null ? null : { input_tokens: tokens, output_tokens: 0, total_tokens: tokens };
    this.upstream({ type: "done", status: "completed", reason: null, usage, output: [] });
  }

  /** Says one whole message. */
  says(text: string, index = 0): void {
    const content = [{ type: "output_text", text }];
    const item = { type: "message", role: "assistant", content };
    this.upstream({ type: "item_done", index, kind: "message", item });
  }

  fails(code: UpstreamFailure["code"], providerCode: string | null = null): void {
    const failure = {
      code,
      providerCode,
      message: `it was ${code}`,
      retryAfterMs: null,
      param: null,
      status: null,
    };
    this.upstream({ type: "failed", failure });
  }

  /** A new owner folds what is in the log, and starts; `present` are the pages that it finds connected. */
  restarts(present: readonly string[] = []): void {
    this.state = this.log.reduce(foldOwner, emptyOwnerState(this.state.session.sessionId));
    this.feed({ type: "owner_started", present, at: this.at });
  }

  requests(): CreateRequest[] {
    return this.effects.flatMap((effect) => (effect.type === "create_response" ? [effect.request] : []));
  }

  request(): CreateRequest {
    const request = this.requests().at(-1);
    if (!request) throw new Error("no response was asked for");
    return request;
  }

  call(): ToolCall {
    const call = openCalls(this.state.session)[0];
    if (!call) throw new Error("no call is open");
    return call;
  }

  events<T extends EventType>(type: T): Extract<SessionEvent, { type: T }>[] {
    return this.log.flatMap(({ event }) =>
      event.type === type ? [event as Extract<SessionEvent, { type: T }>] : [],
    );
  }

  effectsOf<T extends Effect["type"]>(type: T): Extract<Effect, { type: T }>[] {
    return this.effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
  }
}
