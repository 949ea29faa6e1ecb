import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { commandSchema } from "../../lib/protocol/command";
import { MAX_INLINE_OUTPUT_CHARS, MAX_OUTPUT_CHARS, OUTPUT_HEAD_CHARS } from "../../lib/protocol/limits";
import { attachment, EXECUTOR } from "../testing/test-tools";
import type { SessionLimits } from "./limits";
import { Play } from "./testing/play";

/** A session whose model has made so many calls, which wait for their page. */
function waiting(calls = 1, limits: Partial<SessionLimits> = {}): Play {
  const play = new Play(limits);
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  for (let index = 0; index < calls; index += 1) play.calls("look", index);
  play.done();
  return play;
}

function answer(play: Play, output: string): void {
  const { callId } = play.call();
  const outcome = { ok: true as const, output };
  const rest = { executorId: EXECUTOR, claimId: null, artifact: null, ranMs: 1 };
  expect(play.command({ type: "submit_tool_output", callId, outcome, ...rest })).toBeNull();
}

const outcomes = (play: Play) => play.events("tool_call.finished").map(({ outcome }) => outcome);
const told = (play: Play) =>
  play.state.context.items.flatMap((item) => (item.type === "function_call_output" ? [item.output] : []));
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("[BLOB-1] an output of 8,192 characters stands in its event, one of more by its beginning, hash and size", () => {
  const [small, large] = ["é".repeat(MAX_INLINE_OUTPUT_CHARS), "é".repeat(MAX_INLINE_OUTPUT_CHARS + 1)];
  const play = waiting(2);
  answer(play, small);
  answer(play, large);
  expect(outcomes(play)).toEqual([
    { ok: true, output: small },
    {
      ...{ ok: true, output: large.slice(0, OUTPUT_HEAD_CHARS) },
      blob: { hash: sha256(large), bytes: 2 * large.length },
    },
  ]);
  expect(told(play)).toEqual([small, large]);
});

test("[BLOB-1] [F15] the event of the largest output is below 64 KiB, and no character of its beginning is halved", () => {
  const play = waiting();
  answer(play, `x${"😀".repeat((MAX_OUTPUT_CHARS - 2) / 2)}`);
  const [outcome] = outcomes(play);
  expect(JSON.stringify(play.events("tool_call.finished")[0]).length).toBeLessThan(65_536);
  expect(outcome).toMatchObject({ output: `x${"😀".repeat((OUTPUT_HEAD_CHARS - 2) / 2)}` });
});

test("[BLOB-2] the model is told what the hash is of: half characters are replaced, all else is as it came", () => {
  const odd = `\uFEFF\0${"\r\n\u2028".repeat(3_000)}`;
  const play = waiting();
  answer(play, `${odd}\uD83D`);
  expect(told(play)).toEqual([`${odd}\uFFFD`]);
  expect(outcomes(play)).toMatchObject([{ blob: { hash: sha256(`${odd}\uFFFD`) } }]);
});

test("[BLOB-5] what a session has no room for is cut for everybody, with a sentence that says so", () => {
  const play = waiting(3, { blobBytes: 20_000 });
  for (const letter of ["a", "b", "c"]) answer(play, letter.repeat(9_000));
  const kept = outcomes(play).map((outcome) => outcome.ok && outcome.blob?.bytes);
  expect(kept).toEqual([9_000, 9_000, undefined]);
  const [first, , third] = told(play);
  expect(first).toBe("a".repeat(9_000));
  expect(third).toBe(
    `${"c".repeat(OUTPUT_HEAD_CHARS)}… (6952 more characters)\n` +
      "The rest was not kept: the outputs of this session take up all their room.",
  );
  expect(outcomes(play)[2]).toEqual({ ok: true, output: third });
  play.restarts();
  expect(play.state.blobBytes).toBe(18_000);
});

test("[BLOB-2] a turn that is stopped before its other call ends still tells the model all of a large output", () => {
  const play = waiting(2);
  answer(play, "a".repeat(9_000));
  play.command({ type: "cancel_turn" });
  expect(told(play)).toEqual(["a".repeat(9_000), expect.stringContaining("cancelled")]);
});

test("[BLOB-1] a page cannot name a blob itself, and an output over the limit is no command", () => {
  const command = (outcome: object) =>
    commandSchema.safeParse({
      ...{ type: "submit_tool_output", callId: "c9", executorId: EXECUTOR, claimId: null },
      ...{ artifact: null, ranMs: null, outcome },
    });
  const blob = { hash: "0".repeat(64), bytes: 5 };
  expect(command({ ok: true, output: "x", blob }).data).toMatchObject({ outcome: { ok: true, output: "x" } });
  expect(command({ ok: true, output: "x", blob }).data).not.toHaveProperty("outcome.blob");
  expect(command({ ok: true, output: "x".repeat(MAX_OUTPUT_CHARS) }).success).toBe(true);
  expect(command({ ok: true, output: "x".repeat(MAX_OUTPUT_CHARS + 1) }).success).toBe(false);
});
