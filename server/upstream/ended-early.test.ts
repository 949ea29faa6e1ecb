import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { PlayOnLine } from "../testing/play-on-line";
import { bench } from "./testing/bench";
import { begun, callItem, ended, messageItem, type Reply } from "./testing/reply";

const endsEarly = (item: Item): Reply => ({
  type: "script",
  run: ({ socket, id }) => {
    const more = { output: [item], incomplete_details: { reason: "max_output_tokens" } };
    for (const frame of [begun(id), ended(id, "incomplete", more)]) socket.send(JSON.stringify(frame));
  },
});

test("[UP-8] [C13] [U33] a half answer that only the terminal event holds is shown, and is in the next full input", async () => {
  const at = await bench();
  const session = new PlayOnLine(at.upstream);
  const half = { ...messageItem("r", "half of"), status: "incomplete" };
  at.provider.replies.push(endsEarly(half));
  await session.say("tell me");
  expect(session.play.state.session.turns[0]).toMatchObject({
    end: { reason: "limit" },
    entries: [{ kind: "message", text: "half of" }],
  });
  await session.say("go on");
  expect(JSON.stringify(at.provider.requests[1]?.body.input)).toContain("half of");
});

test("[UP-8] [C13] [U18] after a call that was cut off the chain is not continued, for nobody can answer the call", async () => {
  const at = await bench();
  const session = new PlayOnLine(at.upstream);
  const cut = { ...callItem("r", { name: "look", arguments: '{"n":' }), status: "incomplete" };
  at.provider.replies.push(endsEarly(cut));
  await session.say("tell me");
  await session.say("go on");
  const { body } = at.provider.requests[1] ?? {};
  expect(body).not.toHaveProperty("previous_response_id");
  expect(JSON.stringify(body?.input)).not.toContain("function_call");
});
