import type { Clock } from "../../lib/util/clock";
import { isTooLarge } from "./failure";
import type { UpstreamFailure } from "./port";

/** What carries the requests to a provider, as a person may see it. Times are Unix milliseconds. */
export type TransportReport = {
  transport: "websocket" | "http";
  /** When it began, or the process did. */
  since: number;
  /** Why it is not the WebSocket; null while it is. Holds no credential. */
  why: string | null;
  /** When a new line tries the WebSocket again; null when none will, or none need to. */
  retryAt: number | null;
};

export type TransportOptions = {
  clock: Clock;
  /** How long new lines stay with HTTP before one of them tries the WebSocket again. */
  cooldownMs: number;
  /** False: the provider is known to have no WebSocket mode, and it is never tried. */
  ws: boolean;
  /** Whether a request may do more elsewhere than answer. */
  hasEffects: boolean;
  onChange: (report: TransportReport) => void;
};

/** Requests on open sockets that met silence, one after the other, until the sockets are taken to lead nowhere. */
const silencesUntilHttp = 2;

/** What the lines to one provider know of its WebSocket mode. */
export class Transport {
  #report: TransportReport;
  #silences = 0;
  #hasServed = false;

  constructor(private readonly options: TransportOptions) {
    const since = options.clock.now();
    this.#report = options.ws
      ? { transport: "websocket", since, why: null, retryAt: null }
      : { transport: "http", since, why: "The provider has no WebSocket mode.", retryAt: null };
  }

  get report(): TransportReport {
    return this.#report;
  }

  /** What a new line uses. After the cooldown one line is sent to try the WebSocket, and no other for as long again. */
  choose(): "websocket" | "http" {
    const { clock, cooldownMs } = this.options;
    const { transport, retryAt } = this.#report;
    if (transport === "websocket" || retryAt === null || clock.now() < retryAt) return transport;
    this.#report = { ...this.#report, retryAt: clock.now() + cooldownMs };
    return "websocket";
  }

  /** A response began over the WebSocket. */
  served(): void {
    this.#silences = 0;
    this.#hasServed = true;
    if (this.#report.transport === "websocket") return;
    this.#become({ transport: "websocket", since: this.options.clock.now(), why: null, retryAt: null });
  }

  /**
   * What is to become of a request that failed on the WebSocket before its response began: sent over HTTP for good,
   * this once, or not at all. Silence is ambiguous: such a request may have run, so that it is sent again only where
   * no WebSocket of this provider has ever begun a response, and where it could do nothing but answer.
   */
  judge(why: UpstreamFailure): "http" | "http_once" | "fail" | "fail_then_http" {
    if (isTooLarge(why)) return "http_once";
    if (why.code === "no_websocket") {
      this.#leave(why.message);
      return "http";
    }
    this.#silences = why.code === "timeout" ? this.#silences + 1 : 0;
    if (this.#silences < silencesUntilHttp) return "fail";
    this.#leave("The provider accepts WebSocket connections and says nothing on them.");
    return this.#hasServed || this.options.hasEffects ? "fail_then_http" : "http";
  }

  #leave(why: string): void {
    const { clock, cooldownMs } = this.options;
    const now = clock.now();
    const { transport, since } = this.#report;
    this.#silences = 0;
    this.#become({
      transport: "http",
      since: transport === "http" ? since : now,
      why,
      retryAt: now + cooldownMs,
    });
  }

  #become(report: TransportReport): void {
    const before = this.#report.transport;
    this.#report = report;
    if (report.transport !== before) this.options.onChange(report);
  }
}
