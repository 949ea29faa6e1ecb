import { expect, test } from "vitest";
import { createMemoryBus } from "../bus/memory";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import type { EventStore, LogPage, LogRow } from "../store/port";
import { follow } from "./follow";
import { createLogPages } from "./log-pages";

const HEAD = 9;
const PAGE = 3;

const rowAt = (seq: number): LogRow => {
  const body = JSON.stringify({ type: "session.renamed", title: `title ${seq}`, seq, at: seq });
  return { seq, at: seq, type: "session.renamed", commandId: null, itemId: null, body, secret: null };
};

/** A log of nine events, read three at a time. */
const read: EventStore["read"] = (_sessionId, { after }): Promise<LogPage> => {
  const upTo = Math.min(HEAD, after + PAGE);
  const rows = Array.from({ length: upTo - after }, (_none, at) => rowAt(after + at + 1));
  return Promise.resolve({ rows, upTo, head: HEAD, epoch: 1 });
};

test("[RES-10] [C45] a socket that is full gets nothing until it has drained, then the rest, and one caught_up", async () => {
  const told: string[] = [];
  let room = 1;
  const wanted = (count: number) => expect.poll(() => told.length).toBe(count);
  const following = follow({
    sessionId: "s",
    cursor: { epoch: 0, seq: 0 },
    visibility: "owner",
    pages: createLogPages(
      { read, head: () => Promise.resolve({ seq: HEAD, epoch: 1 }) } as unknown as EventStore,
      createManualClock(),
    ),
    bus: createMemoryBus(),
    send: (frame) => {
      const { after, upTo } = JSON.parse(frame) as { after: number; upTo: number };
      told.push(`${after}-${upTo}`);
      room -= 1;
      return room > 0;
    },
    onCaughtUp: () => told.push("caught_up"),
    onError: (error) => told.push(String(error)),
  });
  await wanted(1);
  room = 1;
  following.resume();
  await wanted(2);
  room = 2;
  following.resume();
  await wanted(4);
  following.resume();
  following.stop();
  expect(told).toEqual(["0-3", "3-6", "6-9", "caught_up"]);
});
