import { expect, test } from "vitest";
import { readHostedTools } from "./hosted-tools";

const env = (name: string): string | null => ({ DOCS_TOKEN: "docs-token-0001", SHORT: "abc" })[name] ?? null;
const read = (value: unknown) =>
  readHostedTools(typeof value === "string" ? value : JSON.stringify(value), env);
const mcp = { type: "mcp", server_label: "docs", server_url: "https://docs.example/mcp" };

test("names between commas, and an array of names and tools, keep their order", () => {
  const search = { type: "file_search", vector_store_ids: ["vs_1"], max_num_results: 3 };
  const code = { type: "code_interpreter", container: { type: "auto" } };
  expect(read("web_search, code_interpreter")).toEqual({
    ok: true,
    hosted: { tools: [{ type: "web_search" }, code], secrets: [] },
  });
  expect(read([search, "web_search", { ...mcp, require_approval: "never" }])).toEqual({
    ok: true,
    hosted: { tools: [search, { type: "web_search" }, { ...mcp, require_approval: "never" }], secrets: [] },
  });
});

test("[C1] a credential comes from the variable that is named, and is known as a secret", () => {
  const tool = { ...mcp, headers: { "X-Key": "Token ${DOCS_TOKEN}" } };
  const named = { ...mcp, server_label: "more", authorization_env: "DOCS_TOKEN" };
  expect(read([tool, named])).toEqual({
    ok: true,
    hosted: {
      tools: [
        { ...mcp, headers: { "X-Key": "Token docs-token-0001" } },
        { ...mcp, server_label: "more", authorization: "docs-token-0001" },
      ],
      secrets: ["Token docs-token-0001", "docs-token-0001", "docs-token-0001", "docs-token-0001"],
    },
  });
});

test.each([
  ["[web_search", /not a JSON array/],
  ["{}", /tool 1 is none of/],
  ["web_search,teleport", /tool 2 is none of web_search, code_interpreter/],
  [[{ type: "function", name: "f" }], /tool 1 is none of/],
  [["web_search", "web_search"], /twice/],
  [[mcp, mcp], /server_label twice/],
  [[{ type: "file_search" }], /tool 1 needs vector_store_ids/],
  [[{ ...mcp, server_label: "my docs" }], /needs a server_label/],
  [[{ ...mcp, server_url: "http://docs.example/mcp" }], /needs a server_url/],
  [[{ ...mcp, server_url: "https://user:hunter22@docs.example/mcp" }], /needs a server_url/],
  [[{ ...mcp, require_approval: "sometimes" }], /require_approval/],
  [[{ ...mcp, authorization_env: "${DOCS_TOKEN}" }], /needs an authorization_env/],
  [[{ ...mcp, authorization_env: "ABSENT" }], /asks for ABSENT, which is not set/],
  [[{ ...mcp, authorization: "${SHORT}" }], /less than 8 characters/],
  [[{ ...mcp, authorization: "hunter22hunter22", authorization_env: "DOCS_TOKEN" }], /keep one of them/],
  [[{ ...mcp, headers: { a: 7 } }], /headers that are texts/],
  [Array.from({ length: 33 }, (_, n) => ({ ...mcp, server_label: `m${n}` })), /more than 32/],
])("%j is refused with a sentence", (value, sentence) => {
  const result = read(value);
  expect(result.ok ? [] : result.faults).toEqual([expect.stringMatching(sentence)]);
  expect(JSON.stringify(result)).not.toContain("hunter22");
});
