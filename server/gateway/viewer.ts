import type { ClientFrame, ServerFrame } from "../../lib/protocol/frame";
import { CLOSE } from "../../lib/protocol/close";
import type { ErrorBody } from "../../lib/protocol/error";
import { PROTOCOL_VERSION } from "../../lib/protocol/version";
import { assertNever } from "../../lib/util/assert-never";
import { isAllowed } from "./access";
import type { CommandRate } from "./command-rate";
import { STORAGE_FULL } from "../host/commit";
import { isUnavailable } from "../store/port";
import type { GatewayDeps } from "./deps";
import { HeldExecutors } from "./held-executors";
import type { Outbound } from "./outbound";
import { createInFlight } from "./in-flight";
import { parseFrame } from "./parse-frame";
import { reasonForNoRole } from "./reset-reason";
import { watchSessions } from "./session-list";
import type { Subscription } from "./subscription";
import { openSubscription } from "./subscription";

type FrameOf<T extends ClientFrame["type"]> = Extract<ClientFrame, { type: T }>;

/** `rate` is one for all sockets. */
export type ViewerDeps = GatewayDeps & { rate: CommandRate };

export type Viewer = {
  receive(text: string): void;
  /** The socket has room again. */
  drained(): void;
  closed(): void;
};

const MAX_SUBSCRIPTIONS = 32;
const WARM_EVERY_MS = 1_000;
const NOT_FOUND: ErrorBody = { code: "not_found", message: "There is no such session." };
const READ_ONLY: ErrorBody = { code: "forbidden", message: "This link can only read." };

/** One page's socket: what it follows, what it commands, which executors it speaks for. */
export function createViewer(deps: ViewerDeps, principal: string, out: Outbound): Viewer {
  const viewer = new PageSocket(deps, principal, out);
  return {
    receive: (text) => viewer.receive(text),
    drained: () => viewer.drained(),
    closed: () => viewer.closed(),
  };
}

class PageSocket {
  readonly #deps: ViewerDeps;
  readonly #principal: string;
  readonly #out: Outbound;
  readonly #executors: HeldExecutors;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #inFlight;
  #unwatch: (() => void) | null = null;
  #tail: Promise<void> = Promise.resolve();
  #nextWarmAt = 0;
  #phase: "new" | "greeted" | "closed" = "new";

  constructor(deps: ViewerDeps, principal: string, out: Outbound) {
    this.#deps = deps;
    this.#principal = principal;
    this.#out = out;
    this.#executors = new HeldExecutors(deps);
    this.#inFlight = createInFlight(out);
  }

  receive(text: string): void {
    const parsed = parseFrame(text);
    if (parsed.type === "frame") return this.#dispatch(parsed.frame);
    this.#deps.log.warn({ reason: parsed.reason }, "bad frame");
    if (parsed.type === "bad_frame") return this.#out.close(CLOSE.badFrame, parsed.reason.slice(0, 100));
    this.#reject(parsed, { code: "invalid_command", message: parsed.reason });
  }

  drained(): void {
    for (const subscription of this.#subscriptions.values()) subscription.resume();
  }

  closed(): void {
    this.#phase = "closed";
    for (const subscription of this.#subscriptions.values()) subscription.stop();
    this.#subscriptions.clear();
    this.#executors.release();
    this.#unwatch?.();
  }

  #dispatch(frame: ClientFrame): void {
    if (frame.type === "hello") return this.#hello(frame);
    if (this.#phase === "new") return this.#out.close(CLOSE.badFrame, "hello comes first");
    switch (frame.type) {
      case "subscribe":
        return this.#inOrder(() => this.#subscribe(frame));
      case "unsubscribe":
        return this.#inOrder(async () => this.#unsubscribe(frame.sessionId));
      case "watch_sessions":
        return this.#watch();
      case "command":
        return this.#inOrder(() => this.#command(frame));
      case "warm":
        return this.#inOrder(() => this.#warm(frame));
      case "ping":
        return this.#tell({ type: "pong", sentAt: frame.sentAt });
      default:
        return assertNever(frame);
    }
  }

  #hello({ version }: FrameOf<"hello">): void {
    if (version !== PROTOCOL_VERSION)
      return this.#out.close(CLOSE.oldClient, "reload for the current version");
    if (this.#phase === "new") this.#phase = "greeted";
    const { build, models, defaultModel } = this.#deps;
    this.#tell({ type: "welcome", version: PROTOCOL_VERSION, build, models: [...models], defaultModel });
  }

  #watch(): void {
    if (!this.#isClosed()) this.#unwatch ??= watchSessions(this.#deps, this.#principal, this.#out);
  }

  async #subscribe({ sessionId, cursor }: FrameOf<"subscribe">): Promise<void> {
    this.#unsubscribe(sessionId);
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS)
      return this.#out.close(CLOSE.badFrame, "too many subscriptions");
    const role = await this.#roleIn(sessionId);
    if (!role) {
      const reason = await reasonForNoRole(this.#deps.store, sessionId);
      return this.#tell({ type: "reset", sessionId, reason });
    }
    if (!(await this.#deps.store.events.isValidCursor(sessionId, cursor)))
      return this.#tell({ type: "reset", sessionId, reason: "cursor_ahead" });
    // The socket may have closed meanwhile: nobody would stop what is opened now.
    if (this.#isClosed()) return;
    this.#deps.directory.adopt(sessionId);
    const onEnded = () => void this.#subscriptions.delete(sessionId);
    const options = { sessionId, cursor, role, principal: this.#principal, out: this.#out, onEnded };
    this.#subscriptions.set(sessionId, openSubscription(this.#deps, options));
  }

  #unsubscribe(sessionId: string): void {
    this.#subscriptions.get(sessionId)?.stop();
    this.#subscriptions.delete(sessionId);
  }

  async #command(frame: FrameOf<"command">): Promise<void> {
    const { sessionId, commandId, command } = frame;
    const { directory, rate } = this.#deps;
    const principal = this.#principal;
    const tooMuch = rate.take(principal, command.type);
    if (tooMuch) return this.#reject(frame, tooMuch);
    if (command.type === "create_session" && !(await this.#make(sessionId)))
      return this.#reject(frame, STORAGE_FULL);
    const role = await this.#roleIn(sessionId);
    if (!role) return this.#reject(frame, NOT_FOUND);
    if (!isAllowed(role, command.type)) return this.#reject(frame, READ_ONLY);
    if (command.type === "attach_executor") {
      // A page that has gone runs no tools, and nobody would report it away.
      if (this.#isClosed()) return;
      this.#executors.hold(sessionId, command.executorId);
    }
    const settled = directory.dispatch({ sessionId, commandId, principal, role, command });
    this.#inFlight.add(settled);
    const accepted = (): void => rate.accepted(principal, command.type);
    this.#guard(settled.then((refusal) => (refusal ? this.#reject(frame, refusal) : accepted())));
  }

  /** False when the store cannot write. */
  async #make(sessionId: string): Promise<boolean> {
    const { store, clock } = this.#deps;
    try {
      await store.sessions.create({ sessionId, principal: this.#principal, at: clock.now() });
      return true;
    } catch (error) {
      if (isUnavailable(error)) return false;
      throw error;
    }
  }

  /** A signal, not a command: nobody is told what became of it. */
  async #warm({ sessionId }: FrameOf<"warm">): Promise<void> {
    const { clock, directory } = this.#deps;
    if (clock.now() < this.#nextWarmAt) return;
    this.#nextWarmAt = clock.now() + WARM_EVERY_MS;
    if (isAllowed(await this.#roleIn(sessionId), "send_message")) this.#guard(directory.warm(sessionId));
  }

  /** A command may need what the frame before it made; its commit is not waited for. */
  #inOrder(work: () => Promise<void>): void {
    const done = this.#tail.then(work);
    this.#inFlight.add(done);
    this.#guard(done);
    this.#tail = done.catch(() => undefined);
  }

  #guard(work: Promise<void>): void {
    void work.catch((error: unknown) => {
      this.#deps.log.error({ err: error }, "frame failed");
      this.#out.close(1011, "internal error");
    });
  }

  #roleIn(sessionId: string) {
    const { store, clock } = this.#deps;
    return store.shares.roleOf({ principal: this.#principal, sessionId, at: clock.now() });
  }

  #tell(frame: ServerFrame): void {
    this.#out.send(JSON.stringify(frame));
  }

  #reject({ sessionId, commandId }: { sessionId: string; commandId: string }, error: ErrorBody): void {
    this.#tell({ type: "rejected", sessionId, commandId, error });
  }

  /** Asked after an await, when the phase may be another than before it. */
  #isClosed(): boolean {
    return this.#phase === "closed";
  }
}
