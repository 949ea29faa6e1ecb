import fc from "fast-check";
import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { itemsText } from "./chain";
import { bench } from "./testing/bench";
import { ChainKeeper } from "./testing/chain-keeper";
import { callItem, messageItem, type Reply } from "./testing/reply";
import { settings, user } from "./testing/requests";

type Round = {
  /** What the model makes of it. */
  output: readonly ("text" | "calls" | "reasoning")[];
  /** What happens before or instead of an answer. */
  trouble: "none" | "forgotten" | "limit" | "gone" | "lost" | "refused" | "other settings";
  text: string;
};

const round: fc.Arbitrary<Round> = fc.record({
  output: fc.uniqueArray(fc.constantFrom("reasoning" as const, "text" as const, "calls" as const), {
    minLength: 1,
  }),
  trouble: fc.constantFrom(
    "none",
    "none",
    "none",
    "forgotten",
    "limit",
    "gone",
    "lost",
    "refused",
    "other settings",
  ),
  text: fc.string({ unit: "grapheme", maxLength: 12 }),
});

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

function outputOf({ output, text }: Round, key: string): Item[] {
  return output.flatMap((kind): Item[] => {
    if (kind === "text") return [messageItem(key, text)];
    if (kind === "reasoning") {
      return [{ type: "reasoning", id: `rs_${key}`, summary: [], encrypted_content: `secret of ${key}` }];
    }
    return [1, 2].map((number) =>
      callItem(`${key}_${number}`, { name: "look", arguments: JSON.stringify({ text }) }),
    );
  });
}

const outputsFor = (items: readonly Item[]): Item[] =>
  items.flatMap(({ type, call_id }) =>
    type === "function_call"
      ? [{ type: "function_call_output", call_id, output: `result of ${call_id}` }]
      : [],
  );

const troubles: Readonly<Record<string, Reply>> = {
  forgotten: { type: "error", status: 400, code: "previous_response_not_found", message: "not found" },
  limit: { type: "error", status: 400, code: "websocket_connection_limit_reached", message: "limit" },
  lost: { type: "hang_up", after: "created", code: 1011 },
  refused: { type: "error", status: 400, code: "invalid_prompt", message: "no" },
};

/** A caller that keeps its history as the host does, against a provider that keeps its chains. */
class Conversation {
  readonly keeper = new ChainKeeper();
  history: readonly Item[] = [];
  #chain: string | null = null;
  #pending: readonly Item[] = [];
  #attempt = 0;

  constructor(private readonly at: Awaited<ReturnType<typeof bench>>) {}

  async play(round: Round, index: number): Promise<void> {
    if (round.trouble === "gone") {
      this.at.provider.sockets.at(-1)?.terminate();
      if (this.at.line.status === "warm") await this.at.heard.status("cold");
    }
    this.#pending = [...this.#pending, user(`${round.text} ${index}`)];
    const trouble = troubles[round.trouble];
    if (trouble !== undefined && (round.trouble !== "forgotten" || this.#continues())) {
      this.at.provider.replies.push(trouble);
    }
    const output = outputOf(round, `${index}`);
    this.at.provider.replies.push({ type: "script", run: (call) => this.keeper.answer(call, output) });
    for (;;) if (await this.#attemptOnce(round)) return;
  }

  /** Whether the line will name a previous response. */
  #continues(): boolean {
    return this.#chain !== null && this.at.line.status === "warm";
  }

  async #attemptOnce({ trouble }: Round): Promise<boolean> {
    const key = `k${(this.#attempt += 1)}`;
    const all = [...this.history, ...this.#pending];
    const instructions = trouble === "other settings" ? "Be long." : settings.instructions;
    this.at.line.create({
      ...{ key, settings: { ...settings, instructions }, chain: this.#chain, newItems: this.#pending },
      fullInput: () => all,
    });
    const ended = await this.at.heard.ended(key);
    this.#chain = ended.type === "done" ? key : null;
    if (ended.type !== "done") return false;
    this.history = [...all, ...ended.output];
    this.#pending = outputsFor(ended.output);
    return true;
  }
}

test(`[C17] [C19] [C36] [U3] [U21] [U22] [U23] [U43] a rebuilt input equals what the chain held, over random turns and failures (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 10 }), async (rounds) => {
      const at = await bench();
      const conversation = new Conversation(at);
      for (const [index, each] of rounds.entries()) {
        await conversation.play(each, index);
        const rebuilt = `[${itemsText(conversation.history)}]`;
        expect(rebuilt).toBe(`[${itemsText(conversation.keeper.last)}]`);
      }
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
