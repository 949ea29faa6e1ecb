import { isRecord, parseJson } from "../../../../lib/util/json";
import type { BackendChunk } from "../../backend";

/** One `tool_calls` entry of a delta; what the server leaves out is null or empty. */
type CallDelta = { index: number | null; id: string | null; name: string; args: string };

type PendingCall = {
  index: number | null;
  id: string | null;
  name: string;
  args: string;
  /** How many characters of `args` have gone out. */
  told: number;
  state: "waiting" | "open" | "closed";
};

export type CallOptions = {
  /** The id that a call keeps; null where it needs a new one. */
  takeId: (given: string) => string | null;
};

/**
 * Puts tool calls together from deltas as servers send them: in pieces or whole, with and without index and id, all under
 * index 0, or in turns. The first unfinished call streams; those behind it wait until it is complete.
 */
export class CallAssembler {
  readonly #calls: PendingCall[] = [];
  readonly #options: CallOptions;
  #nameless = false;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  /** Whether a call has begun and not ended. */
  get busy(): boolean {
    return this.#calls.some(({ state }) => state !== "closed");
  }

  /** Whether arguments came for a call that nobody named. */
  get nameless(): boolean {
    return this.#nameless;
  }

  /** Reads `delta.tool_calls`, or the older `delta.function_call`. */
  take(toolCalls: unknown, functionCall: unknown): BackendChunk[] {
    const list = Array.isArray(toolCalls) ? toolCalls : isRecord(toolCalls) ? [toolCalls] : [];
    const older = isRecord(functionCall) ? [{ index: 0, function: functionCall }] : [];
    for (const value of [...list, ...older] as unknown[]) {
      const delta = callDelta(value);
      if (delta === null) continue;
      this.#add(this.#callOf(delta), delta);
    }
    return this.#stream();
  }

  /** Ends what is complete, so that something else can follow; nothing behind a call that is not. */
  settle(): BackendChunk[] {
    const open = this.#calls.filter(({ state }) => state !== "closed");
    const incomplete = open.findIndex((call) => !isComplete(call));
    return open.slice(0, incomplete < 0 ? open.length : incomplete).flatMap((call) => this.#finish(call));
  }

  /** Ends all calls; no more comes. */
  end(): BackendChunk[] {
    return this.#calls.flatMap((call) => this.#finish(call));
  }

  #callOf(delta: CallDelta): PendingCall {
    const known =
      delta.index === null
        ? this.#byIdOrLast(delta)
        : this.#calls.findLast(({ index }) => index === delta.index);
    if (known !== undefined && !isAnother(known, delta)) return known;
    const call: PendingCall = {
      ...{ index: delta.index, id: delta.id },
      ...{ name: "", args: "", told: 0, state: "waiting" },
    };
    this.#calls.push(call);
    return call;
  }

  #byIdOrLast({ id }: CallDelta): PendingCall | undefined {
    return id === null ? this.#calls.at(-1) : this.#calls.findLast((call) => call.id === id);
  }

  #add(call: PendingCall, { id, name, args }: CallDelta): void {
    if (call.state === "closed") return;
    call.id ??= id;
    // Some servers repeat the name in each piece, others cut it in pieces.
    if (call.args === "" && name !== call.name) call.name += name;
    call.args += args;
  }

  /** Tells what is new of the first call that has not ended, and of the next once that one is complete. */
  #stream(): BackendChunk[] {
    const chunks: BackendChunk[] = [];
    for (const call of this.#calls) {
      if (call.state === "closed") continue;
      chunks.push(...this.#tell(call));
      if (call === this.#calls.at(-1) || !isComplete(call)) break;
      chunks.push(...this.#finish(call));
    }
    return chunks;
  }

  #tell(call: PendingCall): BackendChunk[] {
    if (call.name === "" || call.args.length === call.told) return [];
    const delta: BackendChunk = { type: "call_delta", arguments: call.args.slice(call.told) };
    call.told = call.args.length;
    return [...this.#start(call), delta];
  }

  #start(call: PendingCall): BackendChunk[] {
    if (call.state !== "waiting") return [];
    call.state = "open";
    const callId = call.id === null ? null : this.#options.takeId(call.id);
    const start = { type: "call_start" as const, name: call.name };
    return [callId === null ? start : { ...start, callId }];
  }

  #finish(call: PendingCall): BackendChunk[] {
    if (call.state === "closed") return [];
    if (call.name === "") return this.#drop(call);
    if (call.args.trim() === "") call.args = "{}";
    const chunks = [...this.#start(call), ...this.#tell(call)];
    call.state = "closed";
    return [...chunks, { type: "call_end" }];
  }

  #drop(call: PendingCall): BackendChunk[] {
    call.state = "closed";
    this.#nameless ||= call.args.trim() !== "";
    return [];
  }
}

/** Whether a delta that names a known place means another call: there are servers that count no further than 0. */
function isAnother(known: PendingCall, { id, name }: CallDelta): boolean {
  if (id !== null && known.id !== null && id !== known.id) return true;
  return id === null && name !== "" && isComplete(known);
}

const isComplete = ({ args }: PendingCall): boolean =>
  args.trimEnd().endsWith("}") && parseJson(args) !== undefined;

function callDelta(value: unknown): CallDelta | null {
  if (!isRecord(value)) return null;
  const made = isRecord(value.function) ? value.function : {};
  return {
    index: typeof value.index === "number" ? value.index : null,
    id: typeof value.id === "string" && value.id !== "" ? value.id : null,
    name: typeof made.name === "string" ? made.name : "",
    args: argumentsText(made.arguments),
  };
}

/** Arguments should be a string that holds JSON; some servers send the object itself. */
function argumentsText(args: unknown): string {
  if (typeof args === "string") return args;
  return args === undefined || args === null ? "" : JSON.stringify(args);
}
