import { expect, test } from "vitest";
import type { FunctionTool } from "../../../../lib/responses/item";
import type { BackendRequest } from "../../backend";
import { Unsupported } from "./content";
import { learn, NO_HABITS, type Habits } from "./habits";
import { chatBody } from "./request";

const f: FunctionTool = { type: "function", name: "f", description: "d", parameters: { type: "object" } };
const g: FunctionTool = { type: "function", name: "g", parameters: null, strict: true };

const request = (
  settings: Record<string, unknown> = {},
  more: Partial<BackendRequest> = {},
): BackendRequest => ({
  ...{ model: "m", instructions: null, input: [{ role: "user", content: "hi" }], tools: [] },
  ...{ parallelToolCalls: true, maxOutputTokens: null, responseId: "resp_1", settings },
  ...more,
});

const bodyOf = (...args: Parameters<typeof request>) => chatBody(request(...args), NO_HABITS);

test("a plain request asks for a stream with its usage, and for nothing that was not set", () => {
  expect(bodyOf()).toEqual({
    model: "m",
    messages: [{ role: "user", content: "hi" }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

test("settings go over under their names there", () => {
  const schema = { type: "object", properties: {} };
  const settings = {
    reasoning: { effort: "low", summary: "auto" },
    text: { format: { type: "json_schema", name: "n", strict: true, schema }, verbosity: "low" },
    temperature: 0.2,
    top_p: 0.9,
    user: "u",
    metadata: { a: "b" },
    include: ["reasoning.encrypted_content"],
    truncation: "auto",
  };
  expect(bodyOf(settings, { maxOutputTokens: 50 })).toEqual({
    ...{ model: "m", messages: [{ role: "user", content: "hi" }] },
    ...{ stream: true, stream_options: { include_usage: true } },
    ...{ temperature: 0.2, top_p: 0.9, user: "u" },
    max_tokens: 50,
    reasoning_effort: "low",
    verbosity: "low",
    response_format: { type: "json_schema", json_schema: { name: "n", strict: true, schema } },
  });
  expect(bodyOf({ text: { format: { type: "json_object" } } })).toMatchObject({
    response_format: { type: "json_object" },
  });
});

test("function tools nest their definition", () => {
  expect(bodyOf({}, { tools: [f, g], parallelToolCalls: false })).toMatchObject({
    parallel_tool_calls: false,
    tools: [
      { type: "function", function: { name: "f", description: "d", parameters: { type: "object" } } },
      {
        type: "function",
        function: { name: "g", strict: true, parameters: { type: "object", properties: {} } },
      },
    ],
  });
  expect(bodyOf({}, { parallelToolCalls: false })).not.toHaveProperty("parallel_tool_calls");
});

test.each([
  ["auto", undefined],
  ["required", "required"],
  [
    { type: "function", name: "f" },
    { type: "function", function: { name: "f" } },
  ],
])("tool_choice %j is %j there", (choice, there) => {
  const body = bodyOf({ tool_choice: choice }, { tools: [f, g] });
  expect(body instanceof Unsupported ? body : body.tool_choice).toEqual(there);
});

test("allowed_tools leaves the others out", () => {
  const tool_choice = { type: "allowed_tools", mode: "required", tools: [{ type: "function", name: "g" }] };
  const body = bodyOf({ tool_choice }, { tools: [f, g] });
  expect(body).toMatchObject({ tool_choice: "required", tools: [{ function: { name: "g" } }] });
});

test.each([
  [{ tools: [f, { type: "web_search" }] }, "tools[1]"],
  [{ tool_choice: { type: "mcp", server_label: "x" } }, "tool_choice"],
])("%j is refused by its place", (settings, param) => {
  expect(bodyOf(settings)).toMatchObject({ param });
});

const refused = (message: string, param: string | null = null) => ({
  ...{ status: 400, code: "invalid_request_error", message, param, headers: {} },
});

test.each<[string, string, Partial<Habits> | null]>([
  [
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "max_tokens",
    { maxTokens: "max_completion_tokens" },
  ],
  ["Missing `reasoning_content` field in the assistant message", "", { thoughts: true }],
  ["Unrecognized request argument supplied: stream_options", "", { dropped: ["stream_options"] }],
  ["Unsupported value: 'temperature' does not support 0.2", "temperature", { dropped: ["temperature"] }],
  ["Unsupported parameter: 'tools' is not supported", "tools", null],
  ["context length exceeded", "", null],
])("from '%s' is learnt what to do without", (message, param, learnt) => {
  const body = { stream_options: {}, temperature: 0.2, max_tokens: 5, tools: [] };
  const habits = learn(refused(message, param), body, NO_HABITS);
  expect(habits).toEqual(learnt === null ? null : { ...NO_HABITS, ...learnt });
});

test("nothing is learnt from a failure of the server", () => {
  expect(learn({ ...refused("unknown parameter: user"), status: 500 }, { user: "u" }, NO_HABITS)).toBeNull();
});
