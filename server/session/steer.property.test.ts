import fc from "fast-check";
import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { textOf } from "../../lib/responses/item";
import type { CreateRequest, SteerRequest, UpstreamEvent } from "../upstream/port";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

/** What happens often stands here often. */
const ACTIONS = [
  ...(["begin", "begin", "begin", "steer", "steer", "accept", "accept", "end", "end"] as const),
  ...(["say", "call", "answer", "answer", "refuse", "message", "queue"] as const),
  ...(["lose", "restart", "stop"] as const),
];
type Action = (typeof ACTIONS)[number];

const nameOf = (item: Item): string =>
  item.type === "message" ? textOf(item.content) : `${item.type ?? ""} ${item.call_id ?? ""}`;

/** A provider that steers, reduced to what it remembers: the chain, and the texts that it has taken. */
class Provider {
  readonly play = new Play();
  /** What the chain holds, as the provider sees it; null once the connection is lost. */
  chain: { key: string; items: string[] } | null = null;
  asked: { key: string; items: string[] } | null = null;
  running: { key: string; items: string[]; calls: number } | null = null;
  inbox: SteerRequest[] = [];
  accepted: SteerRequest[] = [];
  #seen = 0;
  #count = 0;

  constructor() {
    this.play.command({ type: "create_session", model: null });
    this.play.command(attachment());
  }

  do(action: Action): void {
    this[action]();
    this.#read();
  }

  message(): void {
    if (this.play.state.session.turn.status === "idle") this.play.say(`m${++this.#count}`, EXECUTOR);
  }

  queue(): void {
    if (this.play.state.session.turn.status === "running") this.play.say(`q${++this.#count}`, EXECUTOR);
  }

  steer(): void {
    if (this.play.state.session.turn.status !== "running") return;
    this.play.command({ type: "steer", text: `s${++this.#count}`, executorId: EXECUTOR });
  }

  begin(): void {
    if (!this.asked || this.running) return;
    const { key, items } = this.asked;
    this.asked = null;
    this.running = { key, items, calls: 0 };
    const bytes = { up: 1, notResent: 0 };
    this.#feed({ key, type: "started", providerId: key, bytes, sentAt: this.play.at, connectMs: 0 });
  }

  say(): void {
    if (!this.running) return;
    const item = { type: "message", role: "assistant", content: [{ type: "output_text", text: "a" }] };
    this.#produce("message", { ...item, content: [{ type: "output_text", text: `a${++this.#count}` }] });
  }

  call(): void {
    if (!this.running) return;
    this.running.calls += 1;
    const call_id = `k${++this.#count}`;
    this.#produce("tool_call", { type: "function_call", call_id, name: "look", arguments: "{}" });
  }

  accept(): void {
    const steer = this.inbox[0];
    if (!steer || steer.key !== this.running?.key) return;
    this.inbox.shift();
    this.accepted.push(steer);
    this.#feed({ key: steer.key, type: "steer_accepted", steerId: steer.steerId });
  }

  refuse(): void {
    const steer = this.inbox.shift();
    if (!steer) return;
    const { key, steerId } = steer;
    this.#feed({ key, type: "steer_failed", steerId, code: "response_already_completed", message: "no" });
  }

  /** With an accepted steer and no calls the next response follows by itself. */
  end(): void {
    if (!this.running) return;
    const { key, items, calls } = this.running;
    const goesOn = this.accepted.length > 0 && calls === 0;
    this.running = null;
    this.chain = { key, items };
    const successor = this.accepted[0]?.successor ?? "";
    if (goesOn) this.asked = { key: successor, items: [...items, ...this.#take()] };
    const [status, reason] = goesOn ? (["incomplete", "steered"] as const) : (["completed", null] as const);
    this.#feed({ key, type: "done", status, reason, usage: null, output: [] });
  }

  answer(): void {
    const { turn } = this.play.state.session;
    if (turn.status !== "running") return;
    const call = [...turn.calls.values()].find(({ status }) => status === "assigned");
    if (!call) return;
    this.play.command({
      ...{ type: "submit_tool_output", callId: call.callId, executorId: EXECUTOR, claimId: null },
      ...{ outcome: { ok: true, output: "x" }, artifact: null, ranMs: 1 },
    });
  }

  lose(): void {
    const key = this.running?.key ?? this.asked?.key;
    this.#forget();
    const none = { providerCode: null, param: null, status: null, retryAfterMs: null };
    const failure = { code: "lost" as const, message: "gone", ...none };
    if (key !== undefined) this.#feed({ key, type: "failed", failure });
  }

  restart(): void {
    this.#forget();
    this.play.restarts();
  }

  stop(): void {
    if (this.play.state.session.turn.status !== "running") return;
    this.#forget();
    this.play.command({ type: "cancel_turn" });
  }

  #forget(): void {
    this.chain = this.asked = this.running = null;
    this.inbox = [];
    this.accepted = [];
  }

  #take(): string[] {
    return this.accepted.splice(0).map(({ text }) => text);
  }

  #produce(kind: "message" | "tool_call", item: Item): void {
    if (!this.running) return;
    const index = this.running.items.length;
    this.running.items = [...this.running.items, nameOf(item)];
    this.#feed({ key: this.running.key, type: "item_done", index, kind, item });
  }

  #feed(event: UpstreamEvent): void {
    this.play.feed({ type: "upstream", event, at: this.play.at });
  }

  #read(): void {
    for (const effect of this.play.effects.slice(this.#seen)) {
      if (effect.type === "create_response") this.#create(effect.request);
      if (effect.type === "steer_response") this.inbox.push(effect.request);
    }
    this.#seen = this.play.effects.length;
  }

  /** What the chain holds and what is sent must be the whole context, in this order and once. */
  #create({ key, chain, newItems, fullInput }: CreateRequest): void {
    expect(this.running ?? this.asked, "one response at a time").toBeNull();
    const whole = fullInput().map(nameOf);
    if (chain !== null && this.chain?.key === chain) {
      expect([...this.chain.items, ...this.#take(), ...newItems.map(nameOf)]).toEqual(whole);
    }
    this.accepted = [];
    this.asked = { key, items: whole };
  }
}

/** Every text that was given is in one place: waiting, with the model, or back in the queue. */
function everyTextIsSomewhere({ play }: Provider): void {
  const { turn, turns, queue } = play.state.session;
  const context = play.state.context.items.map(nameOf);
  const all = [...turns, ...(turn.status === "running" ? [turn] : [])].flatMap(({ steers }) => steers);
  for (const { text, status } of all) {
    const inContext = context.filter((name) => name === text).length;
    const inQueue = queue.filter((message) => message.text === text).length;
    if (status === "applied") expect([text, inContext, inQueue]).toEqual([text, 1, 0]);
    else if (status === "returned") expect([text, inContext, inQueue]).toEqual([text, 0, 1]);
    else expect([text, inContext <= 1, inQueue]).toEqual([text, true, 0]);
  }
  for (const { steers } of turns) {
    expect(steers.every(({ status }) => status === "applied" || status === "returned")).toBe(true);
  }
}

test("[STEER-2][STEER-8][STEER-9] whatever the provider does, a text reaches the model once or comes back once", () => {
  const property = fc.property(fc.array(fc.constantFrom(...ACTIONS), { maxLength: 60 }), (actions) => {
    const provider = new Provider();
    provider.do("message");
    for (const action of actions) {
      provider.do(action);
      everyTextIsSomewhere(provider);
    }
  });
  fc.assert(property, { numRuns: 1_500, seed: 20261123 });
});
