import WebSocket from "ws";
import type { ResponsesError } from "../../lib/responses/error";
import { assertNever } from "../../lib/util/assert-never";
import type { Clock } from "../../lib/util/clock";
import type { AuthStyle } from "./capabilities";
import { readRefusal } from "./read-refusal";

/** How a socket ended. */
export type SocketEnding =
  | { type: "refused"; status: number; error: ResponsesError }
  | { type: "unreachable"; message: string }
  | { type: "closed"; code: number; reason: string }
  | { type: "broken"; message: string };

export type SocketListener = {
  onOpen: () => void;
  onText: (text: string) => void;
  /** Any inbound frame, control frames included. */
  onAlive: () => void;
  /** Once, and never after `close` or `terminate`. */
  onEnd: (ending: SocketEnding) => void;
};

export type Socket = {
  isOpen: () => boolean;
  /** False when the socket is not open; nothing has left the process then. `onSent`: the last byte has left. */
  send: (text: string, onSent?: () => void) => boolean;
  /** Whether something that was sent has not left yet. */
  isSending: () => boolean;
  ping: () => void;
  /** Ends the socket in an orderly way. No callback follows. */
  close: () => void;
  /** Cuts the socket off. No callback follows. */
  terminate: () => void;
  /** Resolves when the socket is closed, whoever closed it. */
  closed: Promise<void>;
};

const maxPayloadBytes = 64 * 1024 * 1024;
const closeWithinMs = 1000;

export type DialOptions = {
  url: URL;
  key: string | null;
  authStyle: AuthStyle;
  connectMs: number;
  clock: Clock;
};

/**
 * One socket from handshake to end. Its `error` and `close` listeners stay for life. Throws when no header
 * can carry the key; all else arrives as an ending.
 */
export function dial(options: DialOptions, listener: SocketListener): Socket {
  const { url, key, connectMs, clock } = options;
  const socket = new WebSocket(url, {
    headers: key === null ? {} : credential(options.authStyle, key),
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: maxPayloadBytes,
    handshakeTimeout: connectMs,
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const mute = listen(socket, clock, listener);
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: (text, onSent) => {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(text, (error) => (error ? undefined : onSent?.()));
      return true;
    },
    isSending: () => socket.bufferedAmount > 0,
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    close: () => {
      mute();
      socket.close(1000);
      const undo = clock.after(closeWithinMs, () => socket.terminate());
      socket.once("close", undo);
    },
    terminate: () => {
      mute();
      socket.terminate();
    },
    closed,
  };
}

/** The headers that carry the key. */
export function credential(style: AuthStyle, key: string): Record<string, string> {
  switch (style) {
    case "bearer":
      return { authorization: `Bearer ${key}` };
    case "api-key":
      return { "api-key": key };
    case "none":
      return {};
    default:
      return assertNever(style);
  }
}

/** Wires the socket to the listener until its end is reported or the returned function mutes it. */
function listen(socket: WebSocket, clock: Clock, listener: SocketListener): () => void {
  let muted = false;
  let opened = false;
  let fault: string | null = null;
  const end = (ending: SocketEnding): void => {
    if (muted) return;
    muted = true;
    listener.onEnd(ending);
  };
  const alive = (): void => {
    if (!muted) listener.onAlive();
  };
  socket.on("error", (error: NodeJS.ErrnoException) => {
    fault = error.message || (error.code ?? "unknown error");
  });
  socket.on("close", (code, reason) => {
    if (!opened) end({ type: "unreachable", message: fault ?? `closed during the handshake (${code})` });
    else
      end(
        fault === null
          ? { type: "closed", code, reason: reason.toString() }
          : { type: "broken", message: fault },
      );
  });
  socket.on("unexpected-response", (_request, response) => {
    void readRefusal(response, { clock, withinMs: closeWithinMs }).then((error) => {
      end({ type: "refused", status: response.statusCode ?? 0, error });
      socket.terminate();
    });
  });
  socket.on("open", () => {
    opened = true;
    if (!muted) listener.onOpen();
  });
  socket.on("message", (frame, isBinary) => {
    alive();
    if (!muted && !isBinary) listener.onText(String(frame));
  });
  socket.on("ping", alive);
  socket.on("pong", alive);
  return () => {
    muted = true;
  };
}
