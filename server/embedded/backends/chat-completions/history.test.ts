import { expect, test } from "vitest";
import type { Item } from "../../../../lib/responses/item";
import { Unsupported } from "./content";
import { chatMessages } from "./messages";

const messagesOf = (input: readonly Item[], thoughts = false) => {
  const messages = chatMessages(input, { instructions: "Be brief.", thoughts });
  if (messages instanceof Unsupported) throw new Error(messages.what);
  return messages;
};

const problemOf = (content: unknown) => {
  const messages = chatMessages([{ role: "user", content }], { instructions: null, thoughts: false });
  return messages instanceof Unsupported ? messages : null;
};

const system = { role: "system", content: "Be brief." };
const user = (text: string): Item => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});
const said = (text: string): Item => ({
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text, annotations: [] }],
});
const call = (callId: string): Item => ({
  ...{ type: "function_call", id: `fc_${callId}`, call_id: callId },
  ...{ name: "f", arguments: '{"a":1}' },
});
const output = (callId: string, value: unknown = callId): Item => ({
  type: "function_call_output",
  call_id: callId,
  output: value,
});
const chatCall = (id: string) => ({ id, type: "function", function: { name: "f", arguments: '{"a":1}' } });
const tool = (id: string, content = id) => ({ role: "tool", tool_call_id: id, content });

test("calls beside each other become one assistant message with their text, their outputs follow in call order", () => {
  const input = [user("go"), said("I look."), call("a"), call("b"), output("b"), output("a"), said("Done.")];
  expect(messagesOf(input)).toEqual([
    system,
    { role: "user", content: "go" },
    { role: "assistant", content: "I look.", tool_calls: [chatCall("a"), chatCall("b")] },
    tool("a"),
    tool("b"),
    { role: "assistant", content: "Done." },
  ]);
});

test("rounds one after the other stay apart", () => {
  expect(messagesOf([user("go"), call("a"), output("a"), call("b"), output("b")])).toEqual([
    system,
    { role: "user", content: "go" },
    { role: "assistant", content: null, tool_calls: [chatCall("a")] },
    tool("a"),
    { role: "assistant", content: null, tool_calls: [chatCall("b")] },
    tool("b"),
  ]);
});

test("an output that stands behind a later message is put behind its call, and a missing one says so", () => {
  const input = [user("go"), call("a"), { ...call("b"), async: true }, user("hurry"), output("a")];
  expect(messagesOf(input).slice(2)).toEqual([
    { role: "assistant", content: null, tool_calls: [chatCall("a"), chatCall("b")] },
    tool("a"),
    tool("b", "(no output yet)"),
    { role: "user", content: "hurry" },
  ]);
});

test("instructions and what stands before the first message become one system message", () => {
  const input: Item[] = [
    { role: "developer", content: "No jokes." },
    user("hi"),
    { role: "developer", content: [{ type: "input_text", text: "Now jokes." }] },
  ];
  expect(messagesOf(input)).toEqual([
    { role: "system", content: "Be brief.\n\nNo jokes." },
    { role: "user", content: "hi" },
    { role: "system", content: "Now jokes." },
  ]);
});

test("thoughts are left out, or go back with the calls that they led to", () => {
  const thought: Item = {
    type: "reasoning",
    id: "rs",
    summary: [],
    content: [{ type: "reasoning_text", text: "hm" }],
  };
  const input = [user("go"), thought, call("a"), output("a")];
  expect(JSON.stringify(messagesOf(input))).not.toContain("hm");
  expect(messagesOf(input, true)[2]).toEqual({
    ...{ role: "assistant", content: null, tool_calls: [chatCall("a")] },
    reasoning_content: "hm",
  });
});

test("images stay images, and those of an output follow it in a user message", () => {
  const image = { type: "input_image", image_url: "data:image/png;base64,AA==", detail: "low" };
  const part = { type: "image_url", image_url: { url: image.image_url, detail: "low" } };
  const input = [
    { role: "user", content: [{ type: "input_text", text: "see" }, image] },
    call("a"),
    output("a", [{ type: "input_text", text: "a plot" }, image]),
  ];
  expect(messagesOf(input).slice(1)).toEqual([
    { role: "user", content: [{ type: "text", text: "see" }, part] },
    { role: "assistant", content: null, tool_calls: [chatCall("a")] },
    tool("a", "a plot"),
    { role: "user", content: [{ type: "text", text: "What the tool call a showed:" }, part] },
  ]);
});

test("a file that is text becomes text", () => {
  const file = (head: string, body: string) => ({
    type: "input_file",
    filename: "a.csv",
    file_data: `data:${head},${body}`,
  });
  const base64 = Buffer.from("a,b\n1,ü").toString("base64");
  for (const part of [file("text/csv;base64", base64), file("text/csv;charset=utf-8", "a%2Cb%0A1,ü")]) {
    expect(messagesOf([{ role: "user", content: [part] }])[1]).toEqual({
      role: "user",
      content: 'File "a.csv":\na,b\n1,ü',
    });
  }
});

test.each([
  ["a PDF", { type: "input_file", file_data: "data:application/pdf;base64,AA==" }],
  ["a file by its id", { type: "input_file", file_id: "file_1" }],
  ["an image by its id", { type: "input_image", file_id: "file_1" }],
  ["an unknown part", { type: "input_smell", data: "x" }],
  ["no part at all", 7],
])("%s is refused by its place", (_case, part) => {
  expect(problemOf([{ type: "input_text", text: "x" }, part])?.param).toBe("input[0].content[1]");
});

test.each(["compaction", "item_reference"])("a %s is refused: nothing here can read it", (type) => {
  const messages = chatMessages([{ type, id: "x" }], { instructions: null, thoughts: false });
  expect(messages).toMatchObject({ param: "input[0]" });
});

test("items of hosted tools are left out, custom calls become functions", () => {
  const input: Item[] = [
    user("go"),
    { type: "web_search_call", id: "ws_1", status: "completed" },
    { type: "custom_tool_call", call_id: "c", name: "patch", input: "+x" },
    { type: "custom_tool_call_output", call_id: "c", output: "done" },
  ];
  const made = { id: "c", type: "function", function: { name: "patch", arguments: '{"input":"+x"}' } };
  expect(messagesOf(input).slice(2)).toEqual([
    { role: "assistant", content: null, tool_calls: [made] },
    tool("c", "done"),
  ]);
});

test("several texts of one message stay apart, a refusal is what was said, and an empty answer is nothing", () => {
  const input: Item[] = [
    {
      role: "user",
      content: [
        { type: "input_text", text: "a" },
        { type: "input_text", text: "b" },
      ],
    },
    { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
    { role: "user", content: "again" },
    { type: "message", role: "assistant", content: [] },
    { role: "user", content: "hello?" },
  ];
  expect(messagesOf(input).slice(1)).toEqual([
    { role: "user", content: "a\nb" },
    { role: "assistant", content: "No." },
    { role: "user", content: "again" },
    { role: "user", content: "hello?" },
  ]);
});
