import fc from "fast-check";
import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { itemType, textOf } from "../../lib/responses/item";
import { openCalls } from "../../lib/session/calls";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { emptyOwnerState, foldOwner } from "./owner-state";
import { Play } from "./testing/play";

/** What happens often stands here often. */
const ACTIONS = [
  ...(["message", "message", "begin", "begin", "begin", "say", "say", "reason", "call", "call"] as const),
  ...(["answer", "answer", "answer", "end", "end", "end", "end", "lose", "stop", "restart"] as const),
];
const COMPACTION = ["compact", "compact", "summarise", "summarise", "summarise", "overflow"] as const;
type Action = (typeof ACTIONS)[number] | (typeof COMPACTION)[number];

/** A session and a provider that answers as it is told. */
class Talk {
  readonly play = new Play({ lostRetries: 100 }, { takesAsks: true });
  #begun: string | null = null;
  #index = 0;
  #count = 0;

  constructor() {
    this.play.command({ type: "create_session", model: null });
    this.play.command({ type: "rename", title: "t" });
    this.play.command(attachment());
  }

  do(action: Action): void {
    const { turn } = this.play.state.session;
    const key = turn.status === "running" ? `${turn.turnId}.${turn.responses.length}` : null;
    const isAsked = key !== null && this.play.requests().at(-1)?.key === key;
    if (this.#begun !== key) this.#begun = null;
    this.#count += 1;
    switch (action) {
      case "message":
        return turn.status === "idle" ? void this.play.say(`m${this.#count}`, EXECUTOR) : undefined;
      case "begin":
        return isAsked && this.#begun === null ? this.#begin(key) : undefined;
      case "compact":
        return void this.play.command({ type: "compact" });
      case "summarise":
        return this.#summarise();
      case "overflow":
        return isAsked && this.#begun === null
          ? this.play.fails("rejected", "context_length_exceeded")
          : undefined;
      case "stop":
        return key === null ? undefined : void this.play.command({ type: "cancel_turn" });
      case "restart":
        return this.play.restarts();
      case "answer":
        return this.#answer();
      default:
        return this.#begun === null ? undefined : this.#goesOn(action);
    }
  }

  #begin(key: string): void {
    this.#begun = key;
    this.#index = 0;
    this.play.starts();
  }

  #goesOn(action: "say" | "reason" | "call" | "end" | "lose"): void {
    if (action === "end") return this.play.done(100);
    if (action === "lose") return this.play.fails("lost");
    const index = this.#index++;
    if (action === "say") return this.play.says(`a${this.#count}`, index);
    const item: Item =
      action === "call"
        ? { type: "function_call", call_id: `k${this.#count}`, name: "look", arguments: "{}" }
        : { type: "reasoning", summary: [], encrypted_content: `r${this.#count}` };
    this.play.upstream({
      type: "item_done",
      index,
      kind: action === "call" ? "tool_call" : "reasoning",
      item,
    });
  }

  #answer(): void {
    const call = openCalls(this.play.state.session).find(({ status }) => status === "assigned");
    if (!call) return;
    const { callId } = call;
    const answer = { callId, executorId: EXECUTOR, claimId: null, artifact: null, ranMs: null };
    const outcome = { ok: true as const, output: "42" };
    this.play.command({ type: "submit_tool_output", ...answer, outcome });
  }

  #summarise(): void {
    const { compaction } = this.play.state.session;
    if (compaction.status !== "running") return;
    const answer = { ok: true as const, text: `summary ${this.#count}` };
    this.play.feed({ type: "summarised", upTo: compaction.upTo, answer, at: this.play.at });
  }
}

function expectPairs(items: readonly Item[]): void {
  const calls = items.flatMap((item) => (itemType(item) === "function_call" ? [item.call_id] : []));
  const outputs = items.flatMap((item) => (itemType(item) === "function_call_output" ? [item.call_id] : []));
  expect(outputs).toEqual(calls);
}

/** Everything that the log holds of a context, without what summaries replaced. */
function wholeContext(play: Play): readonly Item[] {
  const log = play.log.filter(({ event }) => event.type !== "context.compacted");
  return log.reduce(foldOwner, emptyOwnerState("session-000000001")).context.items;
}

test("[CTX-5] [C29] [U20] after a summary at any point every call has its output, and nothing after the border is missing", () => {
  const actions = fc.array(fc.constantFrom<Action>(...ACTIONS, ...COMPACTION), {
    minLength: 40,
    maxLength: 160,
  });
  let compacted = 0;
  fc.assert(
    fc.property(actions, (list) => {
      const talk = new Talk();
      const { play } = talk;
      let checked = 0;
      for (const action of list) {
        talk.do(action);
        const requests = play.requests();
        for (const request of requests.slice(checked)) expectPairs(request.fullInput());
        checked = requests.length;
      }
      const { items, turnStarts } = play.state.context;
      const { compacted: border, turns, turn } = play.state.session;
      expect(play.log.reduce(foldOwner, emptyOwnerState("session-000000001"))).toEqual(play.state);
      if (border === null) return;
      compacted += 1;
      const tail = items.slice(1);
      const whole = wholeContext(play);
      expect(tail).toEqual(whole.slice(whole.length - tail.length));
      const all = turn.status === "running" ? [...turns, turn] : turns;
      const after = all.slice(all.findIndex(({ turnId }) => turnId === border.upTo) + 1);
      expect(turnStarts.map(({ turnId }) => turnId)).toEqual(after.map(({ turnId }) => turnId));
      expect(turnStarts.map(({ at }) => textOf(items[at]?.content))).toEqual(after.map(({ text }) => text));
      if (after.length > 0) expect(textOf(tail[0]?.content)).toBe(after[0]?.text);
      else expect(tail).toEqual([]);
    }),
    { numRuns: 300, seed: 20_261_107 },
  );
  expect(compacted).toBeGreaterThan(50);
});
