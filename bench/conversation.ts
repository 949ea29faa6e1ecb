import { setImmediate as tick, setTimeout as wait } from "node:timers/promises";
import type { Ledger } from "./ledger";
import { Reply, type Request, type Text } from "./reply";
import { scenarioOf, type Scenario } from "./scenario";

const FLOOD_BATCH = 20;
const FULL_BYTES = 1_048_576;

/** Where the frames of an answer go. */
export type Outlet = {
  send(frames: readonly string[]): void;
  bufferedBytes(): number;
  isOpen(): boolean;
  /** Ends the connection as a provider does that restarts. */
  cut(): void;
};

/** A lean provider: one connection is one conversation, which remembers its latest response and nothing else. */
export class Conversation {
  #latest: { id: string; calls: number } | null = null;
  /** Instructions and tools that this connection has read. */
  readonly #read = new Set<string>();

  constructor(private readonly ledger: Ledger) {}

  async answer(request: Request, bytes: number, outlet: Outlet): Promise<void> {
    const { previous_response_id: previous } = request;
    const made = this.#callsSoFar(request);
    this.ledger.asked({ bytes, calls: made, continues: previous !== undefined });
    if (previous !== undefined && previous !== this.#latest?.id) return outlet.send([unknown(previous)]);
    const scenario = scenarioOf(request.model);
    await this.#readSettings(request, scenario.coldMs);
    const reply = new Reply(request);
    if (request.generate === false) outlet.send(reply.empty());
    else if (made < scenario.calls) this.#call(reply, scenario.cutAfter === made + 1, outlet);
    else {
      outlet.send(reply.begin());
      await say(reply.text(), scenario, outlet);
    }
    this.#latest = { id: reply.id, calls: made };
  }

  #call(reply: Reply, cut: boolean, outlet: Outlet): void {
    outlet.send([...reply.begin(), ...reply.call()]);
    this.ledger.called(cut);
    if (cut) outlet.cut();
  }

  /** What a provider takes for instructions and tools that it has not prepared on this connection. */
  async #readSettings({ instructions, tools }: Request, coldMs: number): Promise<void> {
    if (coldMs === 0) return;
    const settings = JSON.stringify([instructions, tools]);
    if (this.#read.has(settings)) return;
    this.#read.add(settings);
    await wait(coldMs);
  }

  #callsSoFar({ input, previous_response_id: previous }: Request): number {
    const lastWords = input.findLastIndex((item) => item.role === "user");
    const outputs = input.slice(lastWords + 1).filter((item) => item.type === "function_call_output").length;
    const before = previous !== undefined && lastWords < 0 ? (this.#latest?.calls ?? 0) : 0;
    return before + outputs;
  }
}

async function say(text: Text, { deltas, rate }: Scenario, outlet: Outlet): Promise<void> {
  outlet.send(text.open());
  if (rate === null) await flood(text, deltas, outlet);
  else await pace(text, { deltas, everyMs: 1000 / rate }, outlet);
  outlet.send(text.close());
}

async function flood(text: Text, deltas: number, outlet: Outlet): Promise<void> {
  for (let left = deltas; left > 0; left -= FLOOD_BATCH) {
    outlet.send(Array.from({ length: Math.min(left, FLOOD_BATCH) }, () => text.delta()));
    do await tick();
    while (outlet.bufferedBytes() > FULL_BYTES && outlet.isOpen());
  }
}

async function pace(text: Text, speed: { deltas: number; everyMs: number }, outlet: Outlet): Promise<void> {
  const start = performance.now();
  for (let n = 0; n < speed.deltas && outlet.isOpen(); n += 1) {
    outlet.send([text.delta()]);
    await wait(Math.max(0, start + (n + 1) * speed.everyMs - performance.now()));
  }
}

function unknown(previous: string): string {
  const error = {
    type: "invalid_request_error",
    code: "previous_response_not_found",
    message: `Previous response with id '${previous}' not found.`,
    param: "previous_response_id",
  };
  return JSON.stringify({ type: "error", status: 400, error });
}
