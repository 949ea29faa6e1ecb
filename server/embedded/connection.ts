import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { parseCreate } from "./create";
import * as errors from "./errors";
import { errorFrame, Refusal, type RequestError } from "./errors";
import type { LaneName } from "./lane-queue";
import { LaneRunner, type RunnerOptions } from "./lane-runner";
import { parseMessage } from "./message";
import { SocketLine } from "./socket-line";
import { LaneNames, parseResponseId, parseStreamId } from "./address";

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
      this.#receive(frame, isBinary);
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
    this.#refuse(errors.connectionLimitReached(this.#options.limits.maxAgeMs));
    this.#runner.abandon();
    // Clients that reconnect by themselves do so after 1001, not after 1000.
    this.#line.close(1001, "connection limit reached");
  }

  // What follows the frame that made this side close is not read: there is nobody left to answer.
  #receive(frame: RawData, isBinary: boolean): void {
    if (!this.#line.open) return;
    if (isBinary) {
      this.#line.close(1003, "text frames only");
      return;
    }
    try {
      this.#read(frame.toString());
    } catch (error) {
      this.#options.onBug(error);
      this.#refuse(errors.serverFailed());
    }
    this.#line.pauseWhileBehind();
  }

  #read(text: string): void {
    const message = parseMessage(text, "frame");
    if (message instanceof Refusal) this.#refuse(message.error);
    else this.#dispatch(message, text.length);
  }

  #dispatch(message: Record<string, unknown>, bytes: number): void {
    const { type } = message;
    if (type === "response.steer") {
      this.#runner.steer(message, bytes);
      return;
    }
    const cancels = type === "response.cancel" && !this.#options.strict;
    const lane = parseStreamId(message);
    if (type !== "response.create" && !cancels) this.#refuse(errors.unknownEvent(type));
    else if (lane instanceof Refusal) this.#refuse(lane.error);
    else if (cancels) this.#cancel(lane, message);
    else this.#create(lane, message, bytes);
  }

  #create(lane: LaneName, message: Record<string, unknown>, bytes: number): void {
    if (this.#draining) {
      this.#refuse(errors.draining(), lane);
      return;
    }
    const create = this.#names.register(lane) ?? parseCreate(message);
    if (!(create instanceof Refusal)) {
      this.#runner.submit(lane, { type: "create", create, bytes });
      return;
    }
    const parentId = message.previous_response_id;
    const refusal = { parentId: typeof parentId === "string" ? parentId : null, error: create.error };
    this.#runner.submit(lane, { type: "refusal", bytes: 0, ...refusal });
  }

  #cancel(lane: LaneName, message: Record<string, unknown>): void {
    const responseId = parseResponseId(message);
    const run = responseId instanceof Refusal ? responseId : this.#runner.find({ responseId, lane });
    if (run === null) this.#refuse(errors.responseNotFound(), lane);
    else if (run instanceof Refusal) this.#refuse(run.error, lane);
    else run.stop("cancelled");
  }

  #refuse(error: RequestError, lane: LaneName = null): void {
    this.#line.sendJson(errorFrame(error, lane));
  }
}
