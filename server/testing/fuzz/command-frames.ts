import { once } from "node:events";
import WebSocket from "ws";
import { clientFrameSchema } from "../../../lib/protocol/frame";
import { PROTOCOL_VERSION } from "../../../lib/protocol/version";
import type { Target } from "../target/target";
import { newCookie } from "./cookie";
import type { Dice } from "./dice";
import { SESSION_PREFIX, valueOf } from "./grammar";
import { mutate, textOf } from "./mutate";

/** So many frames of one socket at most, and as many until its answers are waited for. */
const MOST = 150;
const AT_ONCE = 30;

/** Sends so many frames that have about the form of the protocol; resolves with the sockets it took. */
export async function fuzzCommands(target: Target, dice: Dice, frames: number): Promise<number> {
  let sockets = 0;
  for (let left = frames; left > 0; sockets += 1) left -= await converse(target, dice, Math.min(left, MOST));
  return sockets;
}

async function converse({ origin }: Target, dice: Dice, most: number): Promise<number> {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws`, {
    headers: { cookie: newCookie(), origin },
  });
  socket.on("error", () => undefined);
  await once(socket, "open");
  if (dice.chance(0.97)) socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION }));
  const own = `own-${String(dice.below(1e8)).padStart(8, "0")}-`;
  let sent = 0;
  while (sent < most && socket.readyState === WebSocket.OPEN) {
    for (let burst = 0; burst < AT_ONCE && sent < most; burst += 1, sent += 1)
      socket.send(frameText(dice).replaceAll(SESSION_PREFIX, own));
    await answered(socket, sent);
  }
  if (socket.readyState === WebSocket.OPEN) {
    socket.close();
    await once(socket, "close");
  }
  return Math.max(1, sent);
}

function frameText(dice: Dice): string {
  let value = valueOf(clientFrameSchema, dice);
  while (dice.chance(0.5)) value = mutate(value, dice);
  return textOf(value, dice);
}

/** Resolves when the server has answered a ping, or has closed the socket. */
function answered(socket: WebSocket, mark: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off("message", onMessage);
      socket.off("close", done);
      resolve();
    };
    const onMessage = (raw: Buffer): void => {
      if (raw.subarray(0, 14).toString() === '{"type":"pong"' && raw.includes(`"sentAt":${-mark}}`)) done();
    };
    socket.on("message", onMessage);
    socket.on("close", done);
    if (socket.readyState !== WebSocket.OPEN) return done();
    socket.send(JSON.stringify({ type: "ping", sentAt: -mark }));
  });
}
