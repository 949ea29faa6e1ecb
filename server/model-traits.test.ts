import { expect, test } from "vitest";
import { knownWindow, traitsIn } from "./model-traits";

test.each([
  ["gpt-4o-mini", 128_000],
  ["gpt-4o", 128_000],
  ["openai/gpt-4.1", 1_047_576],
  ["gpt-5-mini-2025-08-07", 272_000],
  ["gpt-5.1", 272_000],
  ["gpt-5-chat-latest", 128_000],
  ["gpt-5.6", null],
  ["gpt-50", null],
  ["o3", 200_000],
  ["some-model", null],
])("the window of %s is %s", (model, tokens) => {
  expect(knownWindow(model)).toBe(tokens);
});

const NONE = { tools: [], secrets: [] };

test("CONTEXT_WINDOW speaks for every model that is not embedded, and an embedded one is never asked", () => {
  const isEmbedded = (model: string): boolean => model === "desk";
  const traitsOf = traitsIn({ contextWindow: 8_000, hosted: NONE }, { isEmbedded });
  expect(traitsOf("desk")).toEqual({ contextWindow: null, takesAsks: false, hostedEffects: false });
  expect(traitsOf("gpt-4o")).toEqual({ contextWindow: 8_000, takesAsks: true, hostedEffects: false });
  expect(traitsIn({ contextWindow: null, hosted: NONE }, { isEmbedded })("gpt-4o").contextWindow).toBe(
    128_000,
  );
});

test("[C32] a provider that may call MCP servers counts as one whose requests have effects", () => {
  const effects = (type: string, model: string): boolean =>
    traitsIn(
      { contextWindow: null, hosted: { tools: [{ type: "web_search" }, { type }], secrets: [] } },
      { isEmbedded: (id) => id === "desk" },
    )(model).hostedEffects;
  expect([effects("mcp", "m"), effects("mcp", "desk"), effects("code_interpreter", "m")]).toEqual([
    ...[true, false, false],
  ]);
});
