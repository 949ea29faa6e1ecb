import WebSocket, { type ClientOptions } from "ws";
import { isRecord, parseJson } from "../../../lib/util/json";

export type Frame = { type: string; [field: string]: unknown };

const TERMINAL = new Set(["response.completed", "response.failed", "response.incomplete", "error"]);

export const isTerminal = (frame: Frame): boolean => TERMINAL.has(frame.type);

/** A client for tests: keeps every frame, and waits for those that a test asks for. */
export class TestClient {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  #read = 0;
  #wake: () => void = () => undefined;
  #isClosed = false;

  constructor(readonly socket: WebSocket) {
    socket.on("message", (text) => {
      this.frames.push(frameOf((text as Buffer).toString()));
      this.#wake();
    });
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on("close", (code) => {
        this.#isClosed = true;
        this.#wake();
        resolve(code);
      });
    });
  }

  send(value: object | string): void {
    this.socket.send(typeof value === "string" ? value : JSON.stringify(value));
  }

  /** The next unread frame that fits; frames before it count as read. Rejects when the socket closes first. */
  async next(fits: (frame: Frame) => boolean = () => true): Promise<Frame> {
    for (;;) {
      while (this.#read < this.frames.length) {
        const frame = this.frames[this.#read++];
        if (frame !== undefined && fits(frame)) return frame;
      }
      if (this.#isClosed)
        throw new Error(`closed; got ${JSON.stringify(this.frames.map(({ type }) => type))}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  nextOf(type: string): Promise<Frame> {
    return this.next((frame) => frame.type === type);
  }

  /** Sends a create and reads up to its terminal event. Only for one response at a time. */
  async create(body: object): Promise<{ frames: Frame[]; end: Frame; id: string; text: string }> {
    const from = this.frames.length;
    this.#read = from;
    this.send({ type: "response.create", model: "scripted", ...body });
    const end = await this.next(isTerminal);
    const frames = this.frames.slice(from);
    return { frames, end, id: responseOf(end).id, text: textIn(frames) };
  }
}

export async function connect(url: string, options: ClientOptions = {}): Promise<TestClient> {
  const client = new TestClient(new WebSocket(url, options));
  await new Promise<void>((resolve, reject) => {
    client.socket.once("open", resolve);
    client.socket.once("error", reject);
  });
  return client;
}

/** The status and body with which an upgrade was refused. */
export function refusedUpgrade(
  url: string,
  options: ClientOptions = {},
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    socket.on("error", () => undefined);
    socket.on("open", () => {
      reject(new Error("the upgrade was accepted"));
    });
    socket.on("unexpected-response", (_request, response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: parseJson(text) });
      });
    });
  });
}

export type ResponseLike = {
  id: string;
  status: string;
  output: {
    type: string;
    id: string;
    call_id?: string;
    arguments?: string;
    status?: string;
    [field: string]: unknown;
  }[];
  usage: {
    input_tokens: number;
    output_tokens: number;
    total_tokens: number;
    input_tokens_details: { cached_tokens: number };
    output_tokens_details: { reasoning_tokens: number };
  } | null;
  [field: string]: unknown;
};

export function responseOf(frame: Frame): ResponseLike {
  return (frame.response ?? { id: "", status: "none", output: [], usage: null }) as ResponseLike;
}

export type ErrorLike = { code: string | null; message: string; param: string | null; type: string };

export const errorOf = (frame: Frame): ErrorLike => frame.error as ErrorLike;

export const textIn = (frames: readonly Frame[]): string =>
  frames
    .filter(({ type }) => type === "response.output_text.delta")
    .map(({ delta }) => delta as string)
    .join("");

function frameOf(text: string): Frame {
  const value = parseJson(text);
  return isRecord(value) && typeof value.type === "string"
    ? { ...value, type: value.type }
    : { type: "?", text };
}
