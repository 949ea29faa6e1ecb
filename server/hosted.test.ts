import { expect, test } from "vitest";
import { callIn, usePages } from "./testing/pages";
import { script } from "./testing/test-tools";
import { pngOf } from "./session/testing/files";
import { wordOn } from "./testing/approving";

const pages = usePages();

const frame = (event: Record<string, unknown>) => ({ frame: JSON.stringify(event) });
const added = (index: number, item: object) =>
  frame({ type: "response.output_item.added", output_index: index, item });
const done = (index: number, item: object) =>
  frame({ type: "response.output_item.done", output_index: index, item });

const SEARCH = { type: "web_search_call", id: "ws_1" };
const FOUND = { ...SEARCH, status: "completed", action: { type: "search", queries: ["tides"], sources: [] } };

test("[ITEM-1][ITEM-2] a hosted call is followed live and stands in the answer when it is done", async () => {
  const page = await pages.newSession();
  page.say(
    script([
      [
        { say: "Let me look." },
        added(1, { ...SEARCH, status: "in_progress" }),
        frame({ type: "response.web_search_call.searching", output_index: 1, item_id: "ws_1" }),
        frame({ type: "response.web_search_call.searching", output_index: 1, item_id: "ws_1" }),
        { hold: "searching" },
        done(1, FOUND),
      ],
    ]),
  );
  const live = () => [...page.state.live.values()];
  await page.until(() => live()[0]?.progress === "searching");
  const late = await pages.secondTab(page);
  await late.until(({ state }) => [...state.live.values()][0]?.progress === "searching");
  pages.server().holds.release("searching");
  await page.finished();
  expect(page.state.turns[0]?.entries).toMatchObject([
    { kind: "message", text: "Let me look." },
    { kind: "hosted", call: { tool: "web_search", queries: ["tides"] } },
  ]);
  expect(page.events.filter(({ type }) => type === "item.progress")).toHaveLength(1);
});

test("[ITEM-3][ITEM-4][ITEM-5] hostile and huge items of a provider leave bounded events, and the turn ends well", async () => {
  const page = await pages.newSession();
  const huge = "x".repeat(36_000);
  page.say(
    script([
      [
        { say: "So:" },
        done(1, { type: "image_generation_call", id: "ig_1", result: btoa("<svg onload=alert(1)>xx") }),
        done(2, {
          type: "code_interpreter_call",
          id: "ci_1",
          code: huge,
          outputs: [{ type: "logs", logs: huge }],
        }),
        done(3, { type: "mcp_call", id: "mcp_1", name: 7, server_label: {}, output: ["x"] }),
        done(4, { type: "hologram_call", id: "h_1", depth: { of: "field" } }),
        done(5, {
          type: "web_search_call",
          id: "ws_1",
          action: { sources: [{ url: "javascript:x" }, null, 7] },
        }),
      ],
    ]),
  );
  await page.finished();
  expect(page.state.turns[0]?.end).toEqual({ reason: "completed" });
  const kinds = page.state.turns[0]?.entries.map((entry) => entry.kind);
  expect(kinds).toEqual(["message", "hosted", "hosted", "hosted", "other", "hosted"]);
  const bodies = page.events
    .filter(({ type }) => type === "item.done")
    .map((event) => JSON.stringify(event).length);
  expect(Math.max(...bodies)).toBeLessThan(2 * 32_768 + 1_000);
  expect(Math.max(...bodies)).toBeGreaterThan(2 * 32_768);
});

test("[APR-5] the turn waits for the person's word on an MCP tool, and goes on with it", async () => {
  const page = await pages.newSession();
  const request = {
    type: "mcp_approval_request",
    id: "mcpr_1",
    server_label: "docs",
    name: "read_page",
    arguments: '{"page":7}',
  };
  page.say(script([[{ say: "May I?" }, done(1, request)], [{ context: true }]]));
  const call = await callIn(page, "awaiting_approval");
  expect(call).toMatchObject({ name: "read_page", server: "docs" });
  await page.until(({ state }) => state.turn.status === "running" && state.turn.response.phase === "done");
  page.command(wordOn(call, "once"));
  await page.finished();
  expect(page.answer()).toContain('{"type":"mcp_approval_response"}');
  expect(page.state.turns[0]?.responses).toHaveLength(2);
});

const file = {
  name: "map.png",
  mediaType: "image/png" as const,
  data: pngOf(120_000),
  width: 640,
  height: 480,
  thumbnail: `data:image/png;base64,${pngOf(48)}`,
};

test("[ATT-1][VIS-3] files travel in one frame to the log; no frame brings their bytes back", async () => {
  const page = await pages.newSession("echo");
  page.command({ type: "send_message", text: "look", executorId: null, attachments: [file] });
  await page.finished();
  expect(page.state.turns[0]).toMatchObject({
    text: "look",
    attachments: [{ name: "map.png", bytes: 120_000, thumbnail: file.thumbnail }],
    end: { reason: "completed" },
  });
  const { data, ...shown } = file;
  const sent = JSON.stringify(page.frames);
  expect(sent).toContain(shown.thumbnail);
  expect(sent).not.toContain(data.slice(0, 1_000));
});

test("[ATT-4] a message whose files are not what they say is refused, and the socket stays open", async () => {
  const page = await pages.newSession("echo");
  const wrong = { ...file, mediaType: "image/jpeg" as const };
  const id = page.command({ type: "send_message", text: "look", executorId: null, attachments: [wrong] });
  const { error } = await page.frame("rejected", ({ commandId }) => commandId === id);
  expect(error).toEqual({ code: "invalid_attachment", message: "map.png is not what it says (image/jpeg)." });
  page.say("still here");
  await page.finished();
  expect(page.state.turns).toHaveLength(1);
});
