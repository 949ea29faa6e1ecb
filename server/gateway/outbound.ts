import type { WebSocket } from "ws";

const HIGH_WATER_BYTES = 1_048_576;

export type Outbound = {
  /** Writes a frame. False when the socket is full: nothing more should be sent until `onDrain`. */
  send(text: string): boolean;
  close(code: number, reason: string): void;
};

/** Bounds what one socket may hold: whoever reads slowly gets bigger batches later, not a longer queue. */
export function createOutbound(socket: WebSocket, onDrain: () => void): Outbound {
  let state: "open" | "full" = "open";

  const onWritten = (): void => {
    if (state !== "full" || socket.bufferedAmount > HIGH_WATER_BYTES / 4) return;
    state = "open";
    onDrain();
  };

  return {
    send: (text) => {
      if (socket.readyState !== socket.OPEN) return false;
      socket.send(text, onWritten);
      if (socket.bufferedAmount > HIGH_WATER_BYTES) state = "full";
      return state === "open";
    },
    close: (code, reason) => socket.close(code, reason),
  };
}
