import { Ask } from "./ask";
import { Connection, type ConnectionOptions } from "./connection";
import { failure } from "./failure";
import type { AskRequest, AskResult } from "./port";
import { readFrame } from "./read-event";
import { askText } from "./request-frame";
import type { Wire } from "./wire";

/** The short requests of one line: on a lane of its socket where that is possible, else on one of their own. */
export class Asks {
  readonly #ending = new AbortController();

  constructor(
    private readonly options: ConnectionOptions,
    private readonly line: { readonly wire: Wire; used(): void },
  ) {}

  async ask(request: AskRequest, signal: AbortSignal): Promise<AskResult> {
    if (this.#ending.signal.aborted) {
      return { ok: false, failure: failure("unsent", "The line has been closed.") };
    }
    const ends = AbortSignal.any([signal, this.#ending.signal]);
    const { clock, limits, knowledge } = this.options;
    const newAsk = (): Ask => new Ask({ clock, ms: request.withinMs ?? limits.askMs, signal: ends });
    if (!knowledge.profile.lanes) return this.#alone(request, newAsk());
    const ask = newAsk();
    if (ask.ended || !this.line.wire.ask(ask, (lane) => askText(request, lane))) {
      return this.#alone(request, ask);
    }
    const result = await ask.result;
    this.line.used();
    if (ask.refusedParam !== "stream_id") return this.#safe(result);
    knowledge.learn({ lanes: false }, "learned");
    return this.#alone(request, newAsk());
  }

  close(): void {
    this.#ending.abort();
  }

  async #alone(request: AskRequest, ask: Ask): Promise<AskResult> {
    if (ask.ended) return ask.result;
    const send = (): void => {
      if (connection.send(askText(request, null))) ask.sent();
      else ask.fail(failure("unsent", "The connection closed before the request could be sent."));
    };
    const connection = new Connection(this.options, {
      onOpen: send,
      onText: (text) => {
        const { event } = readFrame(text);
        if (event !== null && event.type !== "steer") ask.read(event);
      },
      onDown: (why) => ask.fail(why),
      onStatus: () => undefined,
    });
    if (connection.ensure()) send();
    const result = await ask.result;
    connection.drop();
    return result.ok ? result : { ok: false, failure: connection.safe(result.failure) };
  }

  #safe(result: AskResult): AskResult {
    return result.ok ? result : { ok: false, failure: this.line.wire.safe(result.failure) };
  }
}
