import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_INLINE_OUTPUT_CHARS } from "../../lib/protocol/limits";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { rowOf, storedBlobOf } from "../session/row";
import { Play } from "../session/testing/play";
import { createMemoryStore } from "../store/memory";
import type { Store } from "../store/port";
import { loadOwnerState } from "./load";

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

async function stored({ log, state }: Play): Promise<Store> {
  const store = createMemoryStore();
  const { sessionId } = state.session;
  await store.sessions.create({ sessionId, principal: "p", at: 1 });
  const lease = (await store.events.acquire(sessionId)) ?? expect.unreachable();
  const blobs = log.flatMap((logged) => storedBlobOf(logged) ?? []);
  const rows = log.map(rowOf);
  await store.events.append({ lease, after: 0, rows, blobs, summary: null, sync: false });
  return store;
}

/** Rounds of calls whose outputs are these, in the order given; the last round stays unanswered by the model. */
function played(rounds: readonly (readonly string[])[]): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  for (const outputs of rounds) {
    play.starts();
    outputs.forEach((_, index) => play.calls("look", index));
    play.done();
    for (const output of outputs) {
      const outcome = { ok: true as const, output };
      const rest = { executorId: EXECUTOR, claimId: null, artifact: null, ranMs: 1 };
      play.command({ type: "submit_tool_output", callId: play.call().callId, outcome, ...rest });
    }
  }
  return play;
}

const piece = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 9 }),
  fc.constantFrom("\0", "\uFEFF", "\uD83D", "\uDE00", "😀", '"\\', "\u2028", "e\u0301"),
);
const output = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 3 }))
  .map(([pieces, times]) => {
    const text = pieces.join("");
    const length = Math.floor((MAX_INLINE_OUTPUT_CHARS * times) / 2);
    return text.repeat(Math.ceil(length / text.length)).slice(0, length);
  });
const rounds = fc.array(fc.array(output, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });

test(`[BLOB-2] [F60] what a new owner would send is, byte for byte, what the one before it held (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (outputs) => {
      const play = played(outputs);
      const again = await loadOwnerState(await stored(play), play.state.session.sessionId);
      const bytes = JSON.stringify(play.state.context.items);
      expect(JSON.stringify(again.context.items)).toBe(bytes);
      expect(JSON.stringify(play.request().fullInput())).toBe(bytes);
      expect([...again.context.outputs, ...play.state.context.outputs]).toEqual([]);
    }),
    { seed, numRuns: 60 },
  );
});

test("[BLOB-2] an output that is missing is a fault, never an answer that the model was not given", async () => {
  const play = played([["x".repeat(9_000)]]);
  const store = await stored(play);
  const lost = { ...store, blobs: { get: async () => null } };
  await expect(loadOwnerState(lost, play.state.session.sessionId)).rejects.toThrow("is missing");
});
