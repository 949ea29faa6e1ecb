import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { isRecord, parseJson } from "../../lib/util/json";
import { parseCreate } from "./create";
import { connectionLimitReached, draining, errorFrame, Refusal, requestError } from "./errors";
import { LaneRunner, type RunnerOptions } from "./lane-runner";
import { SocketLine } from "./socket-line";
import { LaneNames, parseStreamId } from "./stream-id";

const LONGEST_TIMER_MS = 2 ** 31 - 1;

export type ConnectionOptions = Pick<RunnerOptions, "models" | "store" | "tools" | "limits" | "onBug"> & {
  /** Without the `response.cancel` extension. */
  strict: boolean;
};

/** One WebSocket of one client: reads its frames, ends it at its age limit, drains it at shutdown. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #line: SocketLine;
  readonly #runner: LaneRunner;
  readonly #names: LaneNames;
  #draining = false;

  constructor(socket: WebSocket, stream: Duplex, options: ConnectionOptions) {
    const { limits } = options;
    this.#options = options;
    this.#line = new SocketLine(socket, stream, limits.maxBufferedBytes);
    this.#names = new LaneNames(limits.maxLanes);
    this.#runner = new LaneRunner({
      ...options,
      line: this.#line,
      onFree: () => {
        this.#closeIfDrained();
      },
    });
    const age = setTimeout(
      () => {
        this.#expire();
      },
      Math.min(limits.maxAgeMs, LONGEST_TIMER_MS),
    );
    socket.on("message", (frame, isBinary) => {
      this.#read(frame, isBinary);
    });
    // The reason arrives with `close`; without a listener an error would end the process.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(age);
      this.#runner.abandon();
    });
  }

  /** Takes no new creates; closes with 1001 once what is in flight has ended. */
  drain(): void {
    this.#draining = true;
    this.#runner.refuseWaiting();
    this.#closeIfDrained();
  }

  /** Ends what is in flight and closes with 1001. */
  leave(): void {
    this.#runner.abandon();
    this.#line.close(1001, "server is shutting down");
  }

  terminate(): void {
    this.#line.terminate();
  }

  #closeIfDrained(): void {
    if (this.#draining && this.#runner.idle) this.#line.close(1001, "server is shutting down");
  }

  #expire(): void {
    this.#line.sendJson(errorFrame(connectionLimitReached(this.#options.limits.maxAgeMs), null));
    this.#runner.abandon();
    // Clients that reconnect by themselves do so after 1001, not after 1000.
    this.#line.close(1001, "connection limit reached");
  }

  #read(frame: RawData, isBinary: boolean): void {
    if (isBinary) {
      this.#line.close(1003, "text frames only");
      return;
    }
    const text = frame.toString();
    const message = parseJson(text);
    if (message === undefined) this.#object("The frame is not JSON.", "invalid_json");
    else if (!isRecord(message)) this.#object("The frame is not a JSON object.", "invalid_json");
    else this.#dispatch(message, text.length);
    this.#line.pauseWhileBehind();
  }

  #dispatch(message: Record<string, unknown>, bytes: number): void {
    switch (message.type) {
      case "response.create":
        this.#create(message, bytes);
        return;
      case "response.steer":
        this.#runner.steer(message);
        return;
      case "response.cancel":
        if (!this.#options.strict) {
          this.#cancel(message);
          return;
        }
    }
    const known =
      typeof message.type === "string" ? `Unknown event type '${message.type.slice(0, 100)}'.` : null;
    this.#object(known ?? "The event has no 'type'.", "invalid_event_type", "type");
  }

  #create(message: Record<string, unknown>, bytes: number): void {
    const lane = parseStreamId(message);
    if (lane instanceof Refusal) {
      this.#line.sendJson(errorFrame(lane.error, null));
      return;
    }
    const create =
      this.#names.register(lane) ?? (this.#draining ? new Refusal(draining()) : parseCreate(message));
    if (!(create instanceof Refusal)) {
      this.#runner.submit(lane, { create, bytes });
      return;
    }
    const parentId = message.previous_response_id;
    this.#runner.refuse(lane, typeof parentId === "string" ? parentId : null, create.error);
  }

  #cancel(message: Record<string, unknown>): void {
    const lane = parseStreamId(message);
    if (lane instanceof Refusal) {
      this.#line.sendJson(errorFrame(lane.error, null));
      return;
    }
    const responseId = typeof message.response_id === "string" ? message.response_id : null;
    const run = this.#runner.find({ responseId, lane });
    if (run !== null) run.stop("cancelled");
    else this.#object("No such response is in flight.", "response_not_found", "response_id");
  }

  #object(message: string, code: string, param: string | null = null): void {
    this.#line.sendJson(errorFrame(requestError(message, { code, param }), null));
  }
}
