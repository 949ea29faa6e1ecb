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
  expect((await collect("think")).map(({ type }) => type)).toEqual([...Array<string>(5).fill("reasoning"), "reasoning_end", ...Array<string>(24).fill("text")]);
  expect(await collect("fail")).toMatchObject([{ type: "end", reason: "failed", code: "server_error" }]);
});
