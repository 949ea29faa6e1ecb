import type { AskRequest, AskResult, CreateRequest, LineListener, ResponseSettings } from "./port";
import type { CompactRequest, CompactResult, SteerRequest, Upstream, UpstreamLine } from "./port";
import { Provenance } from "./provenance";

/**
 * Several providers behind one port: each request goes to the one that has its model. A session that changes
 * its model starts a new chain there, for the other line does not hold the old one, and goes without the
 * reasoning that only the old provider can read.
 */
export function createUpstreamByModel(
  providers: readonly Upstream[],
  providerOf: (model: string) => Upstream,
): Upstream {
  return {
    open: (listener) => new RoutedLine(providerOf, listener),
    close: async () => {
      await Promise.all(providers.map((provider) => provider.close()));
    },
  };
}

const NOTHING_YET = { warmup: false, steer: false, lanes: false };

class RoutedLine implements UpstreamLine {
  readonly #providerOf: (model: string) => Upstream;
  readonly #listener: LineListener;
  readonly #lines = new Map<Upstream, UpstreamLine>();
  readonly #made = new Provenance<Upstream>();
  #current: UpstreamLine | null = null;

  constructor(providerOf: (model: string) => Upstream, listener: LineListener) {
    this.#providerOf = providerOf;
    this.#listener = listener;
  }

  get status() {
    return this.#current?.status ?? "cold";
  }

  get capabilities() {
    return this.#current?.capabilities ?? NOTHING_YET;
  }

  create(request: CreateRequest): void {
    const provider = this.#providerOf(request.settings.model);
    const fullInput = () => this.#made.readableBy(provider, request.fullInput());
    this.#turnTo(request.settings.model).create({ ...request, fullInput });
  }

  warm(settings: ResponseSettings): void {
    this.#turnTo(settings.model).warm(settings);
  }

  steer(request: SteerRequest): "sent" | "unsupported" {
    return this.#current?.steer(request) ?? "unsupported";
  }

  ask(request: AskRequest, signal: AbortSignal): Promise<AskResult> {
    const input = this.#made.readableBy(this.#providerOf(request.model), request.input);
    return this.#lineOf(request.model).ask({ ...request, input }, signal);
  }

  async compact(request: CompactRequest, signal: AbortSignal): Promise<CompactResult> {
    const provider = this.#providerOf(request.model);
    const input = this.#made.readableBy(provider, request.input);
    const result = await this.#lineOf(request.model).compact?.({ ...request, input }, signal);
    if (result === undefined) return { ok: false, failure: null };
    if (result.ok) this.#made.note(result.output, provider);
    return result;
  }

  cancel(key: string): void {
    this.#current?.cancel(key);
  }

  close(): void {
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
    this.#current = null;
  }

  #turnTo(model: string): UpstreamLine {
    const line = this.#lineOf(model);
    this.#current = line;
    return line;
  }

  #lineOf(model: string): UpstreamLine {
    const provider = this.#providerOf(model);
    return this.#lines.get(provider) ?? this.#open(provider);
  }

  #open(provider: Upstream): UpstreamLine {
    const line = provider.open({
      onEvent: (event) => {
        if (event.type === "item_done") this.#made.note([event.item], provider);
        if (event.type === "done") this.#made.note(event.output, provider);
        this.#listener.onEvent(event);
      },
      onStatus: (status) => {
        if (this.#current === line) this.#listener.onStatus(status);
      },
    });
    this.#lines.set(provider, line);
    return line;
  }
}
