import type { Clock } from "../../../lib/util/clock";
import { parseJson, isRecord } from "../../../lib/util/json";
import type { dial } from "../../upstream/dial";
import type { Dice } from "./dice";
import type { Life } from "./life";
import type { ModelFault } from "./model-faults";
import type { ContextItem } from "./model-text";
import { ProviderLane } from "./provider-lane";
import { ProviderSocket } from "./provider-socket";

/** What the provider reports to whoever watches. */
export type ProviderWatch = {
  /** A request has arrived; `context` is what the model would see. */
  onRequest: (context: readonly ContextItem[], body: Readonly<Record<string, unknown>>) => void;
  /** An armed fault has found its response. */
  onFault: (fault: ModelFault) => void;
  /** A node has asked for a response while another of the same session ran for it. */
  onSecond: () => void;
};

type Flight = { life: Life; session: string };

export type ProviderOptions = { clock: Clock; dice: Dice; watch: ProviderWatch };

/** The model's provider, spoken to by its wire, which does what the armed faults say, each once. */
export class Provider {
  readonly #sockets = new Set<ProviderSocket>();
  readonly #faults: ModelFault[] = [];
  readonly #running = new Map<ProviderSocket, Flight>();
  #responses = 0;

  constructor(readonly options: ProviderOptions) {}

  /** The next response it fits does this. */
  arm(fault: ModelFault): void {
    this.#faults.push(fault);
  }

  takeFault(fits: (fault: ModelFault) => boolean = () => true): ModelFault | null {
    const at = this.#faults.findIndex(fits);
    return at === -1 ? null : (this.#faults.splice(at, 1)[0] ?? null);
  }

  /**
   * A response begins for a node; `session` is what its context begins with. A request may arrive behind that of a
   * later socket, and only before the end of its own: it is none beside another.
   */
  begin(socket: ProviderSocket, session: string): void {
    const { life } = socket;
    const isOfSession = (flight: Flight): boolean => flight.life === life && flight.session === session;
    for (const [other, flight] of this.#running)
      if (isOfSession(flight) && other.isOpen && socket.isOpen) this.options.watch.onSecond();
    this.#running.set(socket, { life, session });
  }

  over(socket: ProviderSocket): void {
    this.#running.delete(socket);
  }

  nextId(): string {
    this.#responses += 1;
    return `resp_${this.#responses}`;
  }

  /** How a node reaches it. */
  dialFor(life: Life): typeof dial {
    return (_options, listener) => {
      const { clock, dice } = this.options;
      const socket = new ProviderSocket({ clock, dice, life, listener });
      if (this.takeFault((fault) => fault === "unreachable"))
        socket.drop({ type: "unreachable", message: "nobody answers" });
      else this.#accept(socket);
      return socket.node;
    };
  }

  /** Every connection breaks. */
  dropAll(): void {
    for (const socket of [...this.#sockets]) socket.drop({ type: "broken", message: "the line broke" });
  }

  /** Faults end; a response that had fallen silent is lost. */
  heal(): void {
    this.#faults.length = 0;
    this.dropAll();
  }

  #accept(socket: ProviderSocket): void {
    const lane = new ProviderLane(this, socket);
    this.#sockets.add(socket);
    socket.end = {
      onText: (text) => {
        const body = parseJson(text);
        if (isRecord(body)) lane.take(body);
      },
      onEnd: () => {
        this.#sockets.delete(socket);
        lane.end();
      },
    };
    socket.open();
  }
}
