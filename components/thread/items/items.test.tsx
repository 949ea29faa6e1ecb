import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Attachment, Citation, HostedCall, Picture } from "../../../lib/protocol/content";
import { partsOf } from "../turn-parts";
import { AttachmentList } from "./attachment-list";
import { CitationList } from "./citation-list";
import { HostedDetails } from "./hosted-details";
import { hostedView, liveVerb } from "./hosted-view";
import { PictureView } from "./picture-view";
import { UnknownItem } from "./unknown-item";

const url = (address: string | null, title = "T"): Citation => ({ kind: "url", url: address, title });

const HOSTILE = [
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "mailto:a@example.org",
  "//evil.example/x",
  "/settings",
  "https://user:pass@evil.example/",
  "vbscript:x",
  " JaVaScRiPt:alert(1)",
];

test("S35 a source is a link only where it leads to http(s), opens elsewhere and tells nobody where from", () => {
  const html = renderToStaticMarkup(
    <CitationList
      citations={[...HOSTILE.map((address) => url(address)), url("https://example.org/a?b=1")]}
    />,
  );
  expect(html).not.toContain("<a");
  const one = renderToStaticMarkup(<CitationList citations={[url("https://example.org/a", "Tides")]} />);
  expect(one).toContain('href="https://example.org/a"');
  expect(one).toContain('rel="noopener noreferrer nofollow"');
  expect(one).toContain('referrerPolicy="no-referrer"');
  expect(one).toContain(">example.org<");
});

test("S34 no source, file, picture or item makes the page load anything", () => {
  const remote: Picture = { status: "inline", src: "https://evil.example/a.png", bytes: 1 };
  const svg: Picture = { status: "inline", src: "data:image/svg+xml;base64,PHN2Zz4=", bytes: 1 };
  const attachment: Attachment = {
    name: "<img src=x onerror=alert(1)>",
    mediaType: "image/png",
    bytes: 3,
    width: 1,
    height: 1,
    thumbnail: "https://evil.example/a.png",
  };
  const html = renderToStaticMarkup(
    <>
      <CitationList citations={[url(null, "<img src=x onerror=alert(1)>"), { kind: "file", name: "<b>x" }]} />
      <PictureView picture={remote} name="<script>" />
      <PictureView picture={svg} name="x" />
      <AttachmentList attachments={[attachment]} />
      <UnknownItem type="<iframe src=//evil.example>" />
    </>,
  );
  expect(html).not.toMatch(/<(?:img|script|iframe|b)\b| src="/);
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
});

test("[ITEM-3] a picture that did not come along says why", () => {
  const shown = (picture: Picture): string =>
    renderToStaticMarkup(<PictureView picture={picture} name="A boat" />);
  const omitted = { status: "omitted", bytes: 2_000_000 } as const;
  expect(shown({ ...omitted, reason: "too_large" })).toContain("too large to be shown here (2.0 MB)");
  expect(shown({ ...omitted, reason: "unreadable" })).toContain("no picture that can be shown");
  expect(shown({ status: "omitted", reason: "remote", bytes: null })).toContain("not loaded");
  const inline = shown({ status: "inline", src: "data:image/png;base64,AAAA", bytes: 3 });
  expect(inline).toContain('<img src="data:image/png;base64,AAAA" alt="A boat"');
});

const CALLS: readonly HostedCall[] = [
  {
    tool: "web_search",
    status: "completed",
    queries: ["tides"],
    url: null,
    sources: [url("https://a.example/")],
  },
  { tool: "file_search", status: "completed", queries: ["terms"], files: ["a.pdf"] },
  { tool: "code_interpreter", status: "completed", code: "print(1)", logs: "1", pictures: [] },
  { tool: "mcp_list_tools", status: "failed", server: "docs", names: [], error: "it is down" },
  {
    tool: "mcp_call",
    status: "completed",
    server: "docs",
    name: "read_page",
    arguments: '{"page":"<b>"}',
    output: "<script>alert(1)</script>",
    error: null,
  },
];

test("[ITEM-1] each kind of hosted call has words for a row, and its details are text", () => {
  const views = CALLS.map((call) => hostedView(call, 40));
  expect(views.map(({ verb, summary }) => `${verb} | ${summary}`)).toEqual([
    "Web search | tides",
    "File search | terms",
    "Run code | print(1)",
    "List tools | docs: 0 tools",
    "Read page | docs <b>",
  ]);
  expect(views.map(({ state }) => state)).toEqual(["done", "done", "done", "failed", "done"]);
  expect(views[3]?.problem).toBe("it is down");
  const html = renderToStaticMarkup(CALLS.map((call, at) => <HostedDetails key={at} call={call} />));
  expect(html).not.toMatch(/<script|<b>/);
  expect(html).toContain("a.pdf");
  expect(liveVerb("web_search_call")).toBe("Web search");
  expect(liveVerb("mcp_call")).toBe("MCP call");
});

test("[ITEM-1] hosted calls and thoughts between them make one list; a picture and a summary stand alone", () => {
  const where = { responseId: "r1", ms: 5 };
  const [search, files] = CALLS;
  if (!search || !files) throw new Error("unreachable");
  const parts = partsOf(
    [
      { kind: "hosted", itemId: "i1", call: search, ...where },
      { kind: "reasoning", itemId: "i2", text: "hm", ...where },
      { kind: "hosted", itemId: "i3", call: files, ...where },
      { kind: "hosted", itemId: "i4", call: { tool: "compaction", status: "completed" }, ...where },
      {
        kind: "message",
        itemId: "i5",
        responseId: "r1",
        text: "Done",
        citations: [url("https://a.example/")],
      },
    ],
    [{ itemId: "i6", kind: "hosted", name: "image_generation_call" }],
  );
  expect(parts.map((part) => part.kind)).toEqual(["tools", "hosted", "message", "hosted"]);
  expect(parts[0]).toMatchObject({ rows: [{ kind: "hosted" }, { kind: "thought" }, { kind: "hosted" }] });
  expect(parts[2]).toMatchObject({ citations: [{ url: "https://a.example/" }], isRefusal: false });
});
