import type { WebSocket } from "ws";
import { CLOSE } from "../../lib/protocol/close";
import type { Clock } from "../../lib/util/clock";

const HIGH_WATER_BYTES = 1_048_576;
/** What makes a socket overfull whatever it is sent: answers and status frames do not wait for room. */
const MOST_BYTES = 2 * HIGH_WATER_BYTES;
const SLOW_MS = 30_000;
/** For the close frame, which stands behind everything that waits. */
const LEAVE_MS = 5_000;

export type Outbound = {
  /** Writes a frame. False when the socket is full: nothing more should be sent until `onDrain`. */
  send(text: string): boolean;
  close(code: number, reason: string): void;
  /** Stops reading from the page until `resume`; what it sends waits at its own end. */
  pause(): void;
  resume(): void;
};

type Line = Pick<WebSocket, "OPEN" | "bufferedAmount" | "close" | "terminate" | "pause" | "resume"> & {
  readyState: number;
  send(text: string, onWritten: () => void): void;
};

type Options = { clock: Clock; onDrain: () => void };

/**
 * Bounds what one socket may hold: whoever reads slowly gets bigger batches later, not a longer queue. Who
 * stays full for 30 s is cut with 4408, and resumes from its cursor.
 */
export function createOutbound(socket: Line, { clock, onDrain }: Options): Outbound {
  let state: "open" | "full" | "cut" = "open";
  let undoCut = (): void => undefined;

  const cut = (): void => {
    undoCut();
    if (state === "cut" || socket.readyState !== socket.OPEN) return;
    state = "cut";
    socket.close(CLOSE.slow, "too slow: come back and resume");
    clock.after(LEAVE_MS, () => socket.terminate());
  };

  const onWritten = (): void => {
    if (state !== "full" || socket.bufferedAmount > HIGH_WATER_BYTES / 4) return;
    state = "open";
    undoCut();
    onDrain();
  };

  const fill = (): void => {
    if (state !== "open" || socket.bufferedAmount <= HIGH_WATER_BYTES) return;
    state = "full";
    undoCut = clock.after(SLOW_MS, cut);
  };

  return {
    send: (text) => {
      if (state === "cut" || socket.readyState !== socket.OPEN) return false;
      if (socket.bufferedAmount > MOST_BYTES) cut();
      else socket.send(text, onWritten);
      fill();
      return state === "open";
    },
    close: (code, reason) => socket.close(code, reason),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}
