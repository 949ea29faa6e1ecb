import { expect, test } from "vitest";
import type { BackendChunk } from "../../backend";
import { findDemo, MAX_WORDS, playDemo } from "./demos";

async function collect(question: string, signal = new AbortController().signal): Promise<BackendChunk[]> {
  const demo = findDemo(question);
  const chunks: BackendChunk[] = [];
  if (demo) for await (const chunk of playDemo(demo, signal)) chunks.push(chunk);
  return chunks;
}

test("a stream has exactly the words asked for", async () => {
  const chunks = await collect("stream 30 words");
  const text = chunks.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
  expect(text.trim().split(/\s+/)).toHaveLength(30);
  expect(text.endsWith(".")).toBe(true);
});

test("a stream is no longer than the limit", () => {
  expect(findDemo("stream 999999 words")).toEqual({ kind: "stream", words: MAX_WORDS });
});

test("an aborted stream stops", async () => {
  const control = new AbortController();
  const seen: BackendChunk[] = [];
  for await (const chunk of playDemo({ kind: "stream", words: 1000 }, control.signal)) {
    seen.push(chunk);
    if (seen.length === 3) control.abort();
  }
  expect(seen).toHaveLength(3);
});

test("think reasons before it answers, and fail fails", async () => {
  const kinds = (await collect("think")).map(({ type }) => type);
  const end = kinds.indexOf("reasoning_end");
  expect(new Set(kinds.slice(0, end))).toEqual(new Set(["reasoning"]));
  expect(new Set(kinds.slice(end + 1))).toEqual(new Set(["text"]));
  expect(await collect("fail")).toMatchObject([{ type: "end", reason: "failed", code: "server_error" }]);
});
