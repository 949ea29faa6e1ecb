import { expect, test } from "../fixtures";
import { say } from "../script";
import { watch } from "../security/watch";
import { SessionPage } from "../session-page";

const frame = (event: Record<string, unknown>) => ({ frame: JSON.stringify(event) });
const done = (index: number, item: object) =>
  frame({ type: "response.output_item.done", output_index: index, item });

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const SEARCH = {
  type: "web_search_call",
  id: "ws_1",
  status: "completed",
  action: {
    type: "search",
    queries: ["tides at Brest"],
    sources: [{ url: "https://sea.example/tides" }, { url: "javascript:alert(1)" }],
  },
};

const CITED = {
  type: "message",
  id: "msg_9",
  role: "assistant",
  content: [
    {
      type: "output_text",
      text: "High water is at noon.",
      annotations: [
        {
          type: "url_citation",
          url: "https://sea.example/tides",
          title: "Tide table",
          start_index: 0,
          end_index: 4,
        },
        { type: "file_citation", file_id: "file_1", filename: "almanac.pdf", index: 3 },
      ],
    },
  ],
};

test("what the provider does by itself is shown, followed and never fetched", async ({
  page,
  context,
  server,
}) => {
  const seen = await watch(context, page, server.origin);
  const session = await SessionPage.open(page, "/");
  await session.play([
    say("Let me look."),
    done(1, SEARCH),
    done(2, { type: "image_generation_call", id: "ig_1", result: PIXEL, revised_prompt: "a red boat" }),
    done(3, { type: "hologram_call", id: "h_1" }),
    done(4, CITED),
  ]);
  const answer = await session.finished();
  const search = answer.getByRole("group", { name: "Hosted tool: Web search" });
  await expect(search).toContainText("tides at Brest");
  await search.getByRole("button").first().click();
  const looked = search.getByRole("region", { name: "Looked at" });
  await expect(looked.getByRole("link")).toHaveAttribute("href", "https://sea.example/tides");
  const picture = answer.getByRole("img", { name: "a red boat" });
  await expect(picture).toHaveJSProperty("naturalWidth", 1);
  await expect(answer.getByRole("group", { name: "Unknown item" })).toContainText("hologram_call");
  const sources = answer.getByRole("region", { name: "Sources" });
  await expect(sources.getByRole("listitem")).toHaveText(["1Tide tablesea.example", "2almanac.pdf"]);
  const link = sources.getByRole("link", { name: "Tide table" });
  await expect(link).toHaveAttribute("rel", /noopener noreferrer/);
  await session.page.reload();
  await expect(sources.getByRole("listitem")).toHaveCount(2);
  await expect(picture).toHaveJSProperty("naturalWidth", 1);
  expect(seen).toEqual({ outside: [], ran: [], violations: [] });
});

test("a hosted call under way says what it does", async ({ session }) => {
  await session.play([
    say("One moment."),
    frame({
      type: "response.output_item.added",
      output_index: 1,
      item: { type: "web_search_call", id: "ws_1", status: "in_progress" },
    }),
    frame({ type: "response.web_search_call.searching", output_index: 1, item_id: "ws_1" }),
    { hold: "never" },
  ]);
  const live = session.answers.getByRole("group", { name: "Hosted tool: Web search" });
  await expect(live).toContainText("searching");
  await session.stop.click();
  await expect(session.turnEnd(session.answers.first())).toBeVisible();
});

test("an MCP server's tool is asked about, and runs once it may", async ({ session }) => {
  const request = {
    type: "mcp_approval_request",
    id: "mcpr_1",
    server_label: "docs",
    name: "read_page",
    arguments: '{"page":"tides"}',
  };
  const call = {
    type: "mcp_call",
    id: "mcp_1",
    server_label: "docs",
    name: "read_page",
    arguments: '{"page":"tides"}',
    output: "High water: noon",
  };
  await session.play([say("May I read?"), done(1, request)], [say("Read."), done(1, call)]);
  const card = session.page.getByRole("group", { name: "Approval: read_page" });
  await expect(card).toContainText("MCP server docs");
  await expect(card).toContainText("tides");
  await card.getByRole("button", { name: "Allow once" }).click();
  const answer = await session.finished();
  const row = answer.getByRole("group", { name: "Hosted tool: Read page" });
  await row.getByRole("button").first().click();
  await expect(row).toContainText("High water: noon");
});
