import { expect, onTestFinished, test } from "vitest";
import type { Backend, BackendChunk } from "./backend";
import { responseOf } from "./testing/client";
import { bearer, startServer } from "./testing/server";

const PIECE = "word ".repeat(2000);

function flood(pieces: number) {
  const given = { pieces: 0 };
  const backend = {
    id: "flood",
    async *run(): AsyncGenerator<BackendChunk> {
      await Promise.resolve();
      for (let at = 0; at < pieces; at += 1) {
        given.pieces += 1;
        yield { type: "text", text: PIECE };
      }
    },
  };
  return { given, models: new Map([["flood", backend]]) };
}

/** Some turns of the event loop and of the network, without waiting for a time. */
async function trips(url: string, count: number): Promise<void> {
  for (let trip = 0; trip < count; trip += 1)
    await (await fetch(`${url}/models`, { headers: bearer })).text();
}

/** Fails a test in which listeners add up. */
function hearWarnings(): string[] {
  const warnings: string[] = [];
  const hear = ({ name }: Error): void => void warnings.push(name);
  process.on("warning", hear);
  onTestFinished(() => void process.off("warning", hear));
  return warnings;
}

/** Waits, at most for so many rounds, until a figure no longer changes, and returns it. */
async function settled(url: string, figure: () => number): Promise<number> {
  let before = -1;
  for (let round = 0; round < 200 && (before !== figure() || before === 0); round += 1) {
    before = figure();
    await trips(url, 20);
  }
  return before;
}

test("[S51] what a server takes from its models for a reader that is behind comes to a stand, in every lane", async () => {
  const warnings = hearWarnings();
  const lanes = Array.from({ length: 12 }, (_, at) => `lane${at}`);
  const { given, models } = flood(200);
  const server = await startServer({ models, limits: { maxBufferedBytes: 65_536 } });
  const client = await server.connect();
  client.socket.pause();
  for (const stream_id of lanes) {
    client.send({ type: "response.create", model: "flood", input: "x", stream_id });
  }
  expect(await settled(server.url, () => given.pieces)).toBeLessThan(2400);
  client.socket.resume();
  for (const _lane of lanes)
    expect(responseOf(await client.nextOf("response.completed")).status).toBe("completed");
  expect(given.pieces).toBe(2400);
  expect(warnings).toEqual([]);
});

test("[S51] a client that asks on without reading is read no further, and loses no answer", async () => {
  let asked = 0;
  class Counted extends Map<string, Backend> {
    override get(id: string): Backend | undefined {
      asked += 1;
      return super.get(id);
    }
  }
  const warnings = hearWarnings();
  const server = await startServer({ models: new Counted(), limits: { maxBufferedBytes: 65_536 } });
  const client = await server.connect();
  client.socket.pause();
  const count = 60_000;
  const wrong = JSON.stringify({ type: "response.create", model: "x".repeat(400), input: "x" });
  for (let at = 0; at < count; at += 1) client.send(wrong);
  expect(await settled(server.url, () => asked)).toBeLessThan(count);
  client.socket.resume();
  for (let at = 0; at < count; at += 1) await client.nextOf("error");
  expect(asked).toBe(count);
  expect(warnings).toEqual([]);
});
