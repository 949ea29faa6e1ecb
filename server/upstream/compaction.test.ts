import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { profileFor } from "./capabilities";
import { sinceCompaction } from "./compaction";
import { Provenance } from "./provenance";
import { settingsText } from "./request-frame";

const said = (content: string): Item => ({ role: "user", content });
const call = (id: string): Item => ({ type: "function_call", call_id: id, name: "look", arguments: "{}" });
const output = (id: string): Item => ({ type: "function_call_output", call_id: id, output: "42" });
const shortened = (secret: string): Item => ({ type: "compaction", encrypted_content: secret });

test("a context starts at the newest summary of the provider, and whole where there is none", () => {
  const plain = [said("a"), call("1"), output("1")];
  expect(sinceCompaction(plain)).toBe(plain);
  const tail = [shortened("second"), said("c"), call("2"), output("2")];
  expect(sinceCompaction([...plain, shortened("first"), said("b"), ...tail])).toEqual(tail);
});

test("[C29] [U20] a summary of the provider that would part a call from its output is passed over", () => {
  const parted = [call("1"), shortened("second"), output("1")];
  const approval = { type: "mcp_approval_request", id: "mcpr_1" };
  const approved = { type: "mcp_approval_response", approval_request_id: "mcpr_1", approve: true };
  expect(sinceCompaction([said("a"), ...parted])).toHaveLength(4);
  expect(sinceCompaction([said("a"), shortened("first"), ...parted])).toHaveLength(4);
  expect(sinceCompaction([said("a"), approval, shortened("first"), approved])).toHaveLength(4);
});

test("a summary that another provider made is left out, and what it stood for is there again", () => {
  const made = new Provenance<string>();
  made.note([shortened("sealed")], "one");
  const items = [said("a"), shortened("sealed"), said("b")];
  expect(sinceCompaction(made.readableBy("one", items))).toHaveLength(2);
  expect(sinceCompaction(made.readableBy("two", items))).toEqual([said("a"), said("b")]);
});

test("context_management goes only where the provider shortens contexts and the model is not steered", () => {
  const settings = { instructions: "", tools: [], parallelToolCalls: true, compactThreshold: 217_600 };
  const sent = (url: string, model: string): unknown =>
    (
      JSON.parse(`${settingsText({ ...settings, model }, profileFor(new URL(url)))}}`) as Record<
        string,
        unknown
      >
    ).context_management;
  const openai = "https://api.openai.com/v1";
  expect(sent(openai, "gpt-5.1")).toEqual([{ type: "compaction", compact_threshold: 217_600 }]);
  expect(sent(openai, "gpt-6")).toBeUndefined();
  expect(sent("https://example.com/v1", "gpt-5.1")).toBeUndefined();
});
