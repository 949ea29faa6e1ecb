import type { CreateRequest, LineListener, ResponseSettings, Upstream, UpstreamLine } from "./port";

/**
 * Several providers behind one port: each request goes to the one that has its model. A session that
 * changes its model starts a new chain there, for the other line does not hold the old one.
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
    this.#turnTo(request.settings.model).create(request);
  }

  warm(settings: ResponseSettings): void {
    this.#turnTo(settings.model).warm(settings);
  }

  steer(key: string, text: string): "sent" | "unsupported" {
    return this.#current?.steer(key, text) ?? "unsupported";
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
    const provider = this.#providerOf(model);
    const line = this.#lines.get(provider) ?? this.#open(provider);
    this.#current = line;
    return line;
  }

  #open(provider: Upstream): UpstreamLine {
    const line = provider.open({
      onEvent: this.#listener.onEvent,
      onStatus: (status) => {
        if (this.#current === line) this.#listener.onStatus(status);
      },
    });
    this.#lines.set(provider, line);
    return line;
  }
}
