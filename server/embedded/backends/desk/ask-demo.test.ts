import { expect, test } from "vitest";
import { callTool } from "../../../../lib/tools/call-tool";
import { askUser } from "../../../../lib/tools/builtin/person/ask-user";
import { askDemo } from "./ask-demo";
import { outcomeOf, type Exchange } from "./conversation";

const OFFERED = new Set(["ask_user"]);
const asking: Exchange = { question: "Ask me something.", calls: [] };

/** What is said after the person has answered the form, which the page's own tool shows. */
async function after(values: Record<string, string | number | boolean> | null): Promise<unknown> {
  const step = askDemo(asking, OFFERED);
  const call = step?.kind === "calls" ? step.calls[0] : undefined;
  const { outcome } = await callTool(askUser(), call?.args, { answers: [values] });
  const output = outcome.ok ? outcome.output : JSON.stringify({ error: outcome.error });
  const made = { name: "ask_user", args: call?.args ?? {}, outcome: outcomeOf(output) };
  return askDemo({ ...asking, calls: [made] }, OFFERED);
}

test("asked to ask, the demo model shows a form and repeats the answers", async () => {
  const said = await after({ topic: "harbours", chart: "bars", rows: 5, missing: true });
  expect(said).toMatchObject({ kind: "say", text: expect.stringContaining("topic: **harbours**") as string });
});

test("a question that is skipped ends the demonstration", async () => {
  expect(await after(null)).toMatchObject({
    kind: "say",
    text: expect.stringContaining("skipped") as string,
  });
});

test("other messages, and pages without the tool, are none of its business", () => {
  expect(askDemo({ question: "Ask me about margins by region", calls: [] }, OFFERED)).toBeNull();
  expect(askDemo(asking, new Set())).toBeNull();
});
