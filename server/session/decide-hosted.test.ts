import { expect, test } from "vitest";
import type { HostedCall } from "../../lib/protocol/content";
import type { Item } from "../../lib/responses/item";
import type { ItemKind } from "../upstream/port";
import { hostedCall } from "./hosted-call";
import { MAX_PICTURE_BYTES } from "./picture";
import { pngOf } from "./testing/files";
import { Play } from "./testing/play";
import { wordOn } from "../testing/approving";

function answering(): Play {
  const play = new Play();
  play.say("hi");
  play.starts();
  return play;
}

const item = (play: Play, raw: Item, kind: ItemKind = "hosted", index = 0): void =>
  play.upstream({ type: "item_done", index, kind, item: raw });

const SOURCE = { kind: "url" as const, url: "https://example.org/a", title: "A" };

test.each<[Item, HostedCall]>([
  [
    {
      type: "web_search_call",
      id: "ws_1",
      status: "completed",
      action: {
        type: "search",
        query: "tides",
        queries: ["tides", "moon"],
        sources: [
          { type: "url", url: "https://example.org/a" },
          { type: "url", url: "javascript:alert(1)" },
          { type: "oai-weather" },
        ],
      },
    },
    {
      tool: "web_search",
      status: "completed",
      queries: ["tides", "moon"],
      url: null,
      sources: [{ ...SOURCE, title: "" }],
    },
  ],
  [
    { type: "web_search_call", status: "failed", action: { type: "open_page", url: "https://example.org/" } },
    { tool: "web_search", status: "failed", queries: [], url: "https://example.org/", sources: [] },
  ],
  [
    {
      type: "file_search_call",
      queries: ["terms"],
      results: [{ filename: "a.pdf", text: "…" }, { filename: "a.pdf" }, { filename: "b.pdf" }],
    },
    { tool: "file_search", status: "completed", queries: ["terms"], files: ["a.pdf", "b.pdf"] },
  ],
  [
    {
      type: "code_interpreter_call",
      code: "print(1)",
      outputs: [
        { type: "logs", logs: "1" },
        { type: "logs", logs: "2" },
        { type: "image", url: `data:image/png;base64,${pngOf(32)}` },
        { type: "image", url: "https://files.example.org/plot.png" },
      ],
    },
    {
      tool: "code_interpreter",
      status: "completed",
      code: "print(1)",
      logs: "1\n2",
      pictures: [
        { status: "inline", src: `data:image/png;base64,${pngOf(32)}`, bytes: 32 },
        { status: "omitted", reason: "remote", bytes: null },
      ],
    },
  ],
  [
    { type: "image_generation_call", result: pngOf(64), revised_prompt: "a boat", status: "completed" },
    {
      tool: "image_generation",
      status: "completed",
      prompt: "a boat",
      picture: { status: "inline", src: `data:image/png;base64,${pngOf(64)}`, bytes: 64 },
    },
  ],
  [
    { type: "mcp_list_tools", server_label: "docs", tools: [{ name: "search" }, { name: "read" }, 3] },
    {
      tool: "mcp_list_tools",
      status: "completed",
      server: "docs",
      names: ["search", "read"],
      error: null,
    },
  ],
  [
    {
      type: "mcp_call",
      server_label: "docs",
      name: "search",
      arguments: '{"q":1}',
      output: null,
      error: { type: "http_error", code: 500 },
    },
    {
      tool: "mcp_call",
      status: "failed",
      server: "docs",
      name: "search",
      arguments: '{"q":1}',
      output: null,
      error: '{"type":"http_error","code":500}',
    },
  ],
  [
    { type: "compaction", encrypted_content: "xxx" },
    { tool: "compaction", status: "completed" },
  ],
])("[ITEM-1] %j is shown as what it is", (raw, shown) => {
  const play = answering();
  item(play, raw);
  expect(play.events("item.done")[0]?.content).toEqual({ kind: "hosted", call: shown });
  const { turn } = play.state.session;
  expect(turn.status === "running" && turn.entries[0]).toMatchObject({ kind: "hosted", call: shown });
});

test.each(["{}", '{"action":7,"tools":"x","outputs":{},"code":3,"result":[],"error":[1],"arguments":"a"}'])(
  "[ITEM-1] fields that are missing or of another type (%s) leave a card, never a fault",
  (fields) => {
    for (const type of [
      "web_search_call",
      "file_search_call",
      "code_interpreter_call",
      "image_generation_call",
      "mcp_list_tools",
      "mcp_call",
      "compaction",
    ]) {
      const call = hostedCall({ ...(JSON.parse(fields) as Item), type });
      expect(type).toContain(call?.tool ?? "no card");
    }
  },
);

test.each<[string, unknown, unknown]>([
  [
    "a picture above the bound",
    pngOf(MAX_PICTURE_BYTES + 1),
    { reason: "too_large", bytes: MAX_PICTURE_BYTES + 1 },
  ],
  ["an SVG", btoa("<svg onload='alert(1)'>xx"), { reason: "unreadable" }],
  ["a GIF", btoa("GIF89a.........."), { reason: "unreadable" }],
  ["no base64", "\u0000".repeat(40), { reason: "unreadable" }],
])("[ITEM-3] %s is named and not sent", (_what, result, shown) => {
  expect(hostedCall({ type: "image_generation_call", result })).toMatchObject({
    picture: { status: "omitted", ...(shown as object) },
  });
});

test("[ITEM-3] a picture at the bound is sent whole, and what is left out stays in the model's context", () => {
  const whole = { type: "image_generation_call", result: pngOf(MAX_PICTURE_BYTES) };
  expect(hostedCall(whole)).toMatchObject({ picture: { status: "inline", bytes: MAX_PICTURE_BYTES } });
  const play = answering();
  const large = { type: "image_generation_call", id: "ig_1", result: pngOf(MAX_PICTURE_BYTES + 3) };
  item(play, large);
  expect(JSON.stringify(play.events("item.done")).length).toBeLessThan(500);
  expect(play.state.context.items.at(-1)).toEqual(large);
});

test("[ITEM-3] pictures of one item share the bound", () => {
  const url = `data:image/png;base64,${pngOf(MAX_PICTURE_BYTES - 100)}`;
  const outputs = [
    { type: "image", url },
    { type: "image", url },
  ];
  expect(hostedCall({ type: "code_interpreter_call", outputs })).toMatchObject({
    pictures: [{ status: "inline" }, { status: "omitted", reason: "too_large" }],
  });
});

test("[ITEM-4] long texts and lists of a provider are cut for viewers, and say so", () => {
  const long = "x".repeat(100_000);
  const sources = Array.from({ length: 500 }, (_none, at) => ({
    url: `https://example.org/${at}`,
    title: long,
  }));
  const search = hostedCall({ type: "web_search_call", action: { query: long, sources } });
  expect(JSON.stringify(search).length).toBeLessThan(40_000);
  expect(search).toMatchObject({ queries: [expect.stringMatching(/… \(99500 more characters\)$/)] });
  const call = hostedCall({
    type: "mcp_call",
    name: long,
    arguments: long,
    output: long,
    server_label: long,
  });
  expect(JSON.stringify(call).length).toBeLessThan(70_000);
});

test("[ITEM-2] progress is logged when it changes, not each time it is told", () => {
  const play = answering();
  play.upstream({ type: "item_added", index: 0, kind: "hosted", name: "web_search_call" });
  for (let times = 0; times < 5; times += 1) {
    play.upstream({ type: "item_progress", index: 0, progress: "searching" });
  }
  expect(play.events("item.progress")).toHaveLength(1);
  expect([...play.state.session.live.values()]).toMatchObject([{ kind: "hosted", progress: "searching" }]);
  item(play, { type: "web_search_call" });
  play.upstream({ type: "item_progress", index: 0, progress: "generating" });
  play.upstream({ type: "item_progress", index: 7, progress: "generating" });
  expect(play.events("item.progress")).toHaveLength(1);
});

test("[ITEM-5] an unknown item is shown by its type and goes back to the provider as it came", () => {
  const play = answering();
  const raw = { type: "hologram_call", id: "h_1", depth: { of: ["field"] } };
  item(play, raw, "other");
  expect(play.events("item.done")[0]?.content).toEqual({ kind: "other", name: "hologram_call" });
  expect(play.state.context.items.at(-1)).toEqual(raw);
});

test("[ITEM-6] the sources of a text are listed once each, and only http(s) may be opened", () => {
  const play = answering();
  const annotations = [
    { type: "url_citation", url: "https://example.org/a", title: "A", start_index: 0, end_index: 3 },
    { type: "url_citation", url: "https://example.org/a", title: "A again", start_index: 5, end_index: 8 },
    { type: "url_citation", url: "javascript:alert(1)", title: "Bad" },
    { type: "url_citation", url: "https://user:pass@example.org/", title: "" },
    { type: "file_citation", file_id: "file_1", filename: "report.pdf", index: 2 },
    { type: "container_file_citation", file_id: "cfile_1", filename: "plot.png" },
    { type: "file_path", file_id: "file_2", index: 1 },
    { type: "something_new" },
    null,
  ];
  item(play, { type: "message", content: [{ type: "output_text", text: "Text", annotations }] }, "message");
  expect(play.events("item.done")[0]?.content).toEqual({
    kind: "message",
    text: "Text",
    citations: [
      SOURCE,
      { kind: "url", url: null, title: "Bad" },
      { kind: "file", name: "report.pdf" },
      { kind: "file", name: "plot.png" },
      { kind: "file", name: "file_2" },
    ],
  });
});

test("[ITEM-7] a refusal is what the model said, and is marked", () => {
  const play = answering();
  item(play, { type: "message", content: [{ type: "refusal", refusal: "I cannot help." }] }, "message");
  expect(play.events("item.done")[0]?.content).toEqual({
    kind: "message",
    text: "I cannot help.",
    refusal: "declined",
  });
});

const asked: Item = {
  type: "mcp_approval_request",
  id: "mcpr_1",
  server_label: "docs",
  name: "delete_page",
  arguments: '{"page":7}',
};

function withRequest(): Play {
  const play = answering();
  item(play, asked, "tool_call");
  play.done();
  return play;
}

test.each<["once" | "deny", boolean]>([
  ["once", true],
  ["deny", false],
])("[APR-5] the person's word (%s) on a tool of an MCP server goes to the provider", (decision, approve) => {
  const play = withRequest();
  const call = play.call();
  expect(call).toMatchObject({ status: "awaiting_approval", server: "docs", effect: "external" });
  expect(play.requests()).toHaveLength(1);
  expect(play.command(wordOn(call, decision))).toBeNull();
  expect(play.requests()).toHaveLength(2);
  expect(play.request().newItems).toEqual([
    { type: "mcp_approval_response", approval_request_id: "mcpr_1", approve },
  ]);
  expect(play.request().fullInput().slice(-2)).toEqual([asked, play.request().newItems[0]]);
  expect(play.events("tool_call.assigned")).toHaveLength(0);
});

test("[APR-5] a turn that ends before the person has answered says no", () => {
  const play = withRequest();
  play.command({ type: "cancel_turn" });
  play.say("go on");
  expect(play.request().fullInput()).toContainEqual({
    type: "mcp_approval_response",
    approval_request_id: "mcpr_1",
    approve: false,
  });
});

test("[APR-5] a page's tool of the same name is not allowed along with an MCP server's", () => {
  const play = withRequest();
  play.command(wordOn(play.call(), "session"));
  expect([...play.state.session.allowedTools]).toEqual(["docs/delete_page"]);
  play.starts();
  item(play, { ...asked, id: "mcpr_2" }, "tool_call");
  play.done();
  expect(play.request().newItems).toMatchObject([{ approval_request_id: "mcpr_2", approve: true }]);
  expect(play.events("approval.requested")).toHaveLength(1);
});

test("[APR-5] no page can answer for the person, and a restart asks nothing twice", () => {
  const play = withRequest();
  const { callId } = play.call();
  const executorId = "executor-0000000001";
  const outcome = { ok: true as const, output: "yes" };
  expect(
    play.command({
      type: "submit_tool_output",
      callId,
      executorId,
      claimId: null,
      outcome,
      artifact: null,
      ranMs: null,
    }),
  ).toMatchObject({ code: "stale" });
  play.restarts();
  expect(play.call()).toMatchObject({ callId, status: "awaiting_approval" });
  expect(play.events("approval.requested")).toHaveLength(1);
  play.command(wordOn(play.call(), "once"));
  expect(play.request().newItems).toMatchObject([{ approval_request_id: "mcpr_1", approve: true }]);
});

test("[APR-9] the arguments of an MCP server's tool cannot be changed: its provider runs what the model wrote", () => {
  const play = withRequest();
  expect(play.command(wordOn(play.call(), "once", { arguments: "{}" }))?.code).toBe("forbidden");
  expect(play.call().status).toBe("awaiting_approval");
});
