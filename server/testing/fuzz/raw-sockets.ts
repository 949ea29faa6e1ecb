import { connect } from "node:net";
import { PROTOCOL_VERSION } from "../../../lib/protocol/version";
import type { Target } from "../target/target";
import { newCookie } from "./cookie";
import type { Dice } from "./dice";
import { badFrames, goodFrames } from "./wire-frames";

/** Sends so many frames over raw sockets, good ones and then bad ones on each; resolves with the sockets it took. */
export async function fuzzSockets(target: Target, dice: Dice, frames: number): Promise<number> {
  let sockets = 0;
  for (let left = frames; left > 0; sockets += 1) {
    const good = goodFrames(dice, { type: "hello", version: PROTOCOL_VERSION });
    const bad = Array.from({ length: 1 + dice.below(3) }, () => badFrames(dice)).flat();
    await attack(target, dice, [...good, ...bad]);
    left -= good.length + bad.length;
  }
  return sockets;
}

const END_OF_HEAD = "\r\n\r\n";

/** Writes the frames once the upgrade is answered, in pieces of any size, and waits until the socket is closed. */
function attack({ port }: Target, dice: Dice, frames: readonly Buffer[]): Promise<void> {
  const bytes = Buffer.concat(frames);
  const cut = dice.below(bytes.length);
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
    socket.once("data", () => {
      socket.write(bytes.subarray(0, cut), () => socket.end(bytes.subarray(cut)));
    });
    socket.resume();
    socket.write(upgradeOf(port));
  });
}

function upgradeOf(port: number): string {
  const origin = `http://127.0.0.1:${port}`;
  const lines = [
    "GET /ws HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    `Origin: ${origin}`,
    `Cookie: ${newCookie()}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
  ];
  return lines.join("\r\n") + END_OF_HEAD;
}
