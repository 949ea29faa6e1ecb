import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startFaultProxy, type FaultProxy, type WireFault } from "./fault-proxy";

type End = { socket: Socket; heard: () => string; ended: Promise<"end" | "reset"> };

/** What one end of a connection hears, and how it ends for it. */
function listenTo(socket: Socket): End {
  let text = "";
  let how: "end" | "reset" = "end";
  socket.setEncoding("latin1");
  socket.on("data", (piece) => (text += String(piece)));
  socket.on("error", () => (how = "reset"));
  return {
    socket,
    heard: () => text,
    ended: new Promise((resolve) => socket.once("close", () => resolve(how))),
  };
}

const far: End[] = [];
let arrived: (() => void)[] = [];
let proxy: FaultProxy;
const target = createServer((socket) => {
  far.push(listenTo(socket));
  for (const run of arrived.splice(0)) run();
});

beforeEach(async () => {
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  proxy = await startFaultProxy((target.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const { socket } of far.splice(0)) socket.destroy();
  arrived = [];
  await proxy.close();
  await new Promise((resolve) => target.close(resolve));
});

/** Both ends of one connection that meets the fault. */
async function dial(fault?: WireFault): Promise<{ near: End; other: End }> {
  if (fault) proxy.next(fault);
  const there = new Promise<void>((resolve) => arrived.push(resolve));
  const near = listenTo(connect({ host: "127.0.0.1", port: proxy.port }));
  await there;
  const other = far.at(-1);
  if (!other) throw new Error("unreachable");
  return { near, other };
}

const heard = async (end: End, text: string): Promise<void> => {
  while (end.heard() !== text) {
    const { length } = end.heard();
    await new Promise((resolve) => end.socket.once("data", resolve));
    if (length > text.length) throw new Error(`heard ${end.heard()}`);
  }
};

test("a sound wire passes both ways, counts its bytes, and passes on the end", async () => {
  const { near, other } = await dial();
  near.socket.write("there");
  await heard(other, "there");
  other.socket.end("back again");
  expect(await near.ended).toBe("end");
  expect(near.heard()).toBe("back again");
  expect(proxy.wires.map(({ passed }) => passed)).toEqual([{ up: 5, down: 10 }]);
});

test.each([0, 1, 5, 9])("a cut passes exactly %i bytes up and ends both ends", async (after) => {
  const { near, other } = await dial({ type: "cut", way: "up", after, how: "end" });
  near.socket.write("123456789");
  near.socket.write("abc");
  expect(await Promise.all([near.ended, other.ended])).not.toContain(undefined);
  expect(other.heard()).toBe("123456789".slice(0, after));
  expect(proxy.wires[0]?.passed).toEqual({ up: after, down: 0 });
});

test("a reset ends both ends after the exact byte, and reaches the sender as one", async () => {
  const { near, other } = await dial({ type: "cut", way: "down", after: 3, how: "reset" });
  other.socket.write("1234");
  await near.ended;
  expect(await other.ended).toBe("reset");
  expect(proxy.wires[0]?.passed).toEqual({ up: 0, down: 3 });
});

test("a black hole swallows one way after its byte, and lets the other pass", async () => {
  const { near, other } = await dial({ type: "blackhole", way: "up", after: 2 });
  near.socket.write("1234");
  await heard(other, "12");
  near.socket.write("5678");
  other.socket.write("back");
  await heard(near, "back");
  expect(other.heard()).toBe("12");
});

test("a stall fills the buffers of the sender", async () => {
  const { near, other } = await dial({ type: "stall", way: "up", after: 1 });
  const piece = Buffer.alloc(1 << 20, "x");
  while (near.socket.write(piece) || near.socket.writableLength < 64 << 20);
  await heard(other, "x");
  expect(near.socket.writableLength).toBeGreaterThan(32 << 20);
  near.socket.destroy();
});

test("a slow wire takes its time: 1,000 bytes at 2,000 a second take no less than half a second", async () => {
  const { near, other } = await dial({ type: "slow", bytesPerSecond: 2_000 });
  const began = performance.now();
  near.socket.write("x".repeat(1_000));
  await heard(other, "x".repeat(1_000));
  expect(performance.now() - began).toBeGreaterThan(490);
});

test("a delayed wire passes nothing sooner, and nothing up before it is open", async () => {
  const began = performance.now();
  const { near, other } = await dial({ type: "delay", ms: 30, openMs: 60 });
  near.socket.write("late");
  await heard(other, "late");
  expect(performance.now() - began).toBeGreaterThan(88);
});

test("a fault meets one connection, and those that wait can be taken back", async () => {
  proxy.next({ type: "cut", way: "up", after: 0, how: "end" });
  proxy.calm();
  const { near, other } = await dial();
  near.socket.write("whole");
  await heard(other, "whole");
});
