import fc from "fast-check";
import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { PlayOnLine } from "../testing/play-on-line";
import { itemsText } from "./chain";
import type { UpstreamEvent } from "./port";
import { bench, type Bench } from "./testing/bench";
import { ChainKeeper } from "./testing/chain-keeper";
import { callItem, messageItem, type Call, type Reply } from "./testing/reply";
import { settings, user } from "./testing/requests";

type Round = {
  /** What the model makes of it. */
  output: readonly ("text" | "calls" | "reasoning" | "search")[];
  order: "in order" | "backwards";
  /** What happens before or instead of an answer. */
  trouble: "none" | "forgotten" | "limit" | "gone" | "lost" | "refused" | "other model";
  /** The same, when the outputs of calls are sent. */
  midway: "none" | "limit" | "lost";
  text: string;
};

const round: fc.Arbitrary<Round> = fc.record({
  output: fc.uniqueArray(
    fc.constantFrom("reasoning" as const, "text" as const, "calls" as const, "search" as const),
    { minLength: 1 },
  ),
  order: fc.constantFrom("in order", "backwards"),
  trouble: fc.constantFrom(
    "none",
    "none",
    "none",
    "forgotten",
    "limit",
    "gone",
    "lost",
    "refused",
    "other model",
  ),
  midway: fc.constantFrom("none", "none", "limit", "lost"),
  text: fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
});

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

function outputOf({ output, text }: Round, key: string): Item[] {
  return output.flatMap((kind): Item[] => {
    if (kind === "text") return [messageItem(key, text)];
    if (kind === "search") return [{ type: "web_search_call", id: `ws_${key}`, status: "completed" }];
    if (kind === "reasoning") {
      return [{ type: "reasoning", id: `rs_${key}`, summary: [], encrypted_content: `secret of ${key}` }];
    }
    return [1, 2].map((number) =>
      callItem(`${key}_${number}`, { name: "look", arguments: `{"n":${number}}` }),
    );
  });
}

const troubles: Readonly<Record<string, Reply>> = {
  forgotten: { type: "error", status: 400, code: "previous_response_not_found", message: "not found" },
  limit: { type: "error", status: 400, code: "websocket_connection_limit_reached", message: "limit" },
  lost: { type: "hang_up", after: "created", code: 1011 },
  refused: { type: "error", status: 400, code: "invalid_prompt", message: "no" },
};

/** A session against a provider that keeps its chains. What both hold is compared after every response. */
class Conversation {
  readonly #keeper = new ChainKeeper();
  readonly #session: PlayOnLine;
  /** `[rebuilt, held]` after each response. */
  readonly pairs: [string, string][] = [];
  #models = 0;

  constructor(private readonly at: Bench) {
    this.#session = new PlayOnLine(at.upstream, (event) => this.#heard(event));
  }

  async play(round: Round, index: number): Promise<void> {
    const { play } = this.#session;
    if (round.trouble === "gone" && this.#session.status === "warm") {
      this.at.provider.sockets.at(-1)?.terminate();
      await this.#session.until(() => this.#session.status === "cold");
    }
    if (round.trouble === "other model") play.command({ type: "configure", model: `m${++this.#models}` });
    this.#prepare(round, index);
    await this.#session.say(`${round.text} ${index}`);
    if (round.trouble === "refused") await this.#session.say("again");
    expect(play.state.session.turns.at(-1)?.end).toEqual({ reason: "completed" });
  }

  #prepare(round: Round, index: number): void {
    const { replies } = this.at.provider;
    const trouble = troubles[round.trouble];
    const continues = this.#session.play.state.context.chain !== null && this.#session.status === "warm";
    if (trouble !== undefined && (round.trouble !== "forgotten" || continues)) replies.push(trouble);
    replies.push(this.#reply(outputOf(round, `${index}`), round.order));
    if (!round.output.includes("calls")) return;
    const midway = troubles[round.midway];
    if (midway !== undefined) replies.push(midway);
    replies.push(
      this.#reply(outputOf({ ...round, output: ["reasoning", "text"] }, `${index}_2`), round.order),
    );
  }

  #reply(output: readonly Item[], order: Round["order"]): Reply {
    return { type: "script", run: (call: Call) => this.#keeper.answer(call, output, order) };
  }

  #heard(event: UpstreamEvent): void {
    if (event.type !== "done") return;
    const { items, chain } = this.#session.play.state.context;
    this.pairs.push([itemsText(items.slice(0, chain?.upTo ?? 0)), itemsText(this.#keeper.last)]);
  }
}

test(`[C13] [C17] [C19] [C36] [U3] [U21] [U22] [U23] [U43] what a session would rebuild equals what the chain held, over random turns and failures (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 10 }), async (rounds) => {
      const at = await bench();
      const conversation = new Conversation(at);
      for (const [index, each] of rounds.entries()) await conversation.play(each, index);
      expect(conversation.pairs.length).toBeGreaterThanOrEqual(rounds.length);
      for (const [rebuilt, held] of conversation.pairs) expect(rebuilt).toBe(held);
      for (const { body } of at.provider.requests) {
        expect(body).toMatchObject({ store: false, include: ["reasoning.encrypted_content"] });
        expect(JSON.stringify(body.input)).not.toMatch(/"id":"(rs|msg|fc)_/);
      }
      await at.close();
    }),
    { seed, numRuns: 60 },
  );
}, 60_000);

test("[C19] [U22] the copy of encrypted reasoning that the terminal event holds is the one that is kept", async () => {
  const at = await bench();
  const keeper = new ChainKeeper();
  const item = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "early" };
  at.provider.replies.push({ type: "script", run: (call) => keeper.answer(call, [item]) });
  at.line.create({ key: "a", settings, chain: null, newItems: [user("x")], fullInput: () => [user("x")] });
  expect(await at.heard.ended("a")).toMatchObject({ output: [{ encrypted_content: "early, anew" }] });

  expect(at.heard.events.filter(({ type }) => type === "item_done")).toHaveLength(1);
});
