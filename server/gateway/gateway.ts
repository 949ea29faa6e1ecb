import type { WebSocket } from "ws";
import { CLOSE } from "../../lib/protocol/close";
import type { Clock } from "../../lib/util/clock";
import { createCommandRate } from "./command-rate";
import type { GatewayDeps } from "./deps";
import { startHeartbeat } from "./heartbeat";
import { createOutbound } from "./outbound";
import { createViewer } from "./viewer";

export type Gateway = {
  /** Takes over an upgraded socket of a known principal. */
  accept(socket: WebSocket, viewer: { principal: string; address: string }): void;
  /** Tells every page that the server restarts, and waits until their sockets are closed. */
  close(): Promise<void>;
};

const CLOSE_GRACE_MS = 2_000;

/** All page sockets of this node. */
export function createGateway(deps: GatewayDeps): Gateway {
  const sockets = new Set<WebSocket>();
  const viewerDeps = { ...deps, rate: createCommandRate(deps.clock.now) };

  return {
    accept: (socket, { principal }) => {
      sockets.add(socket);
      const out = createOutbound(socket, { clock: deps.clock, onDrain: () => viewer.drained() });
      const tapped = deps.tap?.({
        principal,
        send: out.send,
        spill: (frame) => socket.send(frame),
        receive: (text) => viewer.receive(text),
        cut: () => socket.terminate(),
        onClosed: (run) => socket.once("close", run),
      });
      const viewer = createViewer(viewerDeps, principal, tapped ? { ...out, send: tapped.send } : out);
      const receive = tapped?.receive ?? viewer.receive;
      const heart = startHeartbeat({
        clock: deps.clock,
        ping: () => socket.ping(),
        onSilent: () => socket.terminate(),
      });
      socket.on("pong", heart.alive);
      socket.on("message", (raw, isBinary) => {
        heart.alive();
        if (isBinary) return socket.close(CLOSE.badFrame, "frames are text");
        receive(String(raw));
      });
      socket.on("error", (error) => deps.log.warn({ err: error.message }, "viewer socket error"));
      socket.on("close", () => {
        sockets.delete(socket);
        heart.stop();
        viewer.closed();
      });
    },
    close: async () => {
      await Promise.all([...sockets].map((socket) => closed(socket, deps.clock)));
    },
  };
}

function closed(socket: WebSocket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(CLOSE_GRACE_MS, () => socket.terminate());
    socket.once("close", () => {
      cancel();
      resolve();
    });
    socket.close(CLOSE.restarting, "the server restarts");
  });
}
