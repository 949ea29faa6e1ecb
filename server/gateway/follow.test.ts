import { expect, test } from "vitest";
import { createMemoryBus } from "../bus/memory";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import type { EventStore, LogPage, LogRow } from "../store/port";
import { follow } from "./follow";
import type { LogPages } from "./log-pages";
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

/** A follower of a log that grows, whose reads answer when they are told to. */
function followGrowing() {
  const bus = createMemoryBus();
  const told: string[] = [];
  const reads: (() => void)[] = [];
  let head = 1;
  const next: LogPages["next"] = ({ after }) => {
    const range = { type: "events", after, upTo: head };
    const frame = head > after ? JSON.stringify(range) : null;
    const page = { frame, upTo: head, head };
    return new Promise((resolve) => reads.push(() => resolve(page)));
  };
  const following = follow({
    ...{
      sessionId: "s",
      cursor: { epoch: 0, seq: 0 },
      visibility: "owner",
      pages: { next },
      bus,
    },
    send: (frame) => {
      const { after, upTo } = JSON.parse(frame) as { after: number; upTo: number };
      return told.push(`${after}-${upTo}`) > 0;
    },
    onCaughtUp: () => told.push("caught_up"),
    onError: (error) => told.push(String(error)),
  });
  const settle = async (): Promise<void> => {
    for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
  };
  return {
    ...{ told, following },
    /** The log grows by one; the doorbell may be lost. */
    grow: (ring: "rung" | "lost") => {
      head += 1;
      const range = { sessionId: "s", epoch: 1, after: head - 1, upTo: head };
      const frame = JSON.stringify({ type: "events", ...range, events: [] });
      if (ring === "rung") bus.ring({ ...range, frame: { owner: frame, guest: frame } });
    },
    answer: async () => {
      reads.shift()?.();
      await settle();
    },
  };
}

test("[LOG-6] a frame that rides with its ring while the store is read is not sent again by the read", async () => {
  const { told, following, grow, answer } = followGrowing();
  await answer();
  following.nudge();
  grow("rung");
  await answer();
  await answer();
  expect(told).toEqual(["0-1", "caught_up", "1-2"]);
  following.stop();
});

test("[RES-13][F26] a nudge brings what a lost doorbell did not tell of", async () => {
  const { told, following, grow, answer } = followGrowing();
  await answer();
  grow("lost");
  following.nudge();
  await answer();
  expect(told).toEqual(["0-1", "caught_up", "1-2"]);
  following.stop();
});
