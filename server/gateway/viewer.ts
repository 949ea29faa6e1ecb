import type { ClientFrame, ServerFrame } from "../../lib/protocol/frame";
import { CLOSE } from "../../lib/protocol/error";
import type { ErrorBody } from "../../lib/protocol/error";
import { PROTOCOL_VERSION } from "../../lib/protocol/version";
import { assertNever } from "../../lib/util/assert-never";
import { isAllowed } from "./access";
import type { GatewayDeps } from "./deps";
import type { Outbound } from "./outbound";
import { parseFrame } from "./parse-frame";
import { watchSessions } from "./session-list";
import type { Subscription } from "./subscription";
import { openSubscription } from "./subscription";

type FrameOf<T extends ClientFrame["type"]> = Extract<ClientFrame, { type: T }>;

export type Viewer = {
  receive(text: string): void;
  /** The socket has room again. */
  drained(): void;
  closed(): void;
};

const MAX_SUBSCRIPTIONS = 32;
const NOT_FOUND: ErrorBody = { code: "not_found", message: "There is no such session." };

/** One page's socket: what it follows, what it commands, which executors it speaks for. */
export function createViewer(deps: GatewayDeps, principal: string, out: Outbound): Viewer {
  const { store, directory, presence, clock, log } = deps;
  const subscriptions = new Map<string, Subscription>();
  const executors = new Map<string, () => void>();
  let unwatch: (() => void) | null = null;
  let tail: Promise<void> = Promise.resolve();
  let isGreeted = false;

  const tell = (frame: ServerFrame): boolean => out.send(JSON.stringify(frame));
  const reject = (sessionId: string, commandId: string, error: ErrorBody) =>
    tell({ type: "rejected", sessionId, commandId, error });

  function dispatch(frame: ClientFrame): void {
    if (frame.type === "hello") return hello(frame);
    if (!isGreeted) return out.close(CLOSE.badFrame, "hello comes first");
    switch (frame.type) {
      case "subscribe":
        return inOrder(() => subscribe(frame));
      case "unsubscribe":
        return unsubscribe(frame.sessionId);
      case "watch_sessions":
        unwatch ??= watchSessions(deps, principal, out);
        return;
      case "command":
        return inOrder(() => command(frame));
      case "ping":
        tell({ type: "pong", sentAt: frame.sentAt });
        return;
      default:
        return assertNever(frame);
    }
  }

  function hello({ version }: FrameOf<"hello">): void {
    if (version !== PROTOCOL_VERSION) return out.close(CLOSE.oldClient, "reload for the current version");
    isGreeted = true;
    const { build, models, defaultModel } = deps;
    tell({ type: "welcome", version: PROTOCOL_VERSION, build, models: [...models], defaultModel });
  }

  async function subscribe({ sessionId, cursor }: FrameOf<"subscribe">): Promise<void> {
    unsubscribe(sessionId);
    if (subscriptions.size >= MAX_SUBSCRIPTIONS) return out.close(CLOSE.badFrame, "too many subscriptions");
    const role = await store.shares.roleOf({ principal, sessionId, at: clock.now() });
    if (!role) return void tell({ type: "reset", sessionId, reason: "not_found" });
    if (!(await store.events.isValidCursor(sessionId, cursor))) {
      return void tell({ type: "reset", sessionId, reason: "cursor_ahead" });
    }
    unsubscribe(sessionId);
    const onEnded = () => void subscriptions.delete(sessionId);
    subscriptions.set(
      sessionId,
      openSubscription(deps, { sessionId, cursor, role, principal, out, onEnded }),
    );
  }

  function unsubscribe(sessionId: string): void {
    subscriptions.get(sessionId)?.stop();
    subscriptions.delete(sessionId);
  }

  async function command({ sessionId, commandId, command }: FrameOf<"command">): Promise<void> {
    if (command.type === "create_session")
      await store.sessions.create({ sessionId, principal, at: clock.now() });
    const role = await store.shares.roleOf({ principal, sessionId, at: clock.now() });
    if (!role) return void reject(sessionId, commandId, NOT_FOUND);
    if (!isAllowed(role, command.type)) {
      return void reject(sessionId, commandId, { code: "forbidden", message: "This link can only read." });
    }
    if (command.type === "attach_executor") holdExecutor(sessionId, command.executorId);
    const settled = directory.dispatch({ sessionId, commandId, principal, role, command });
    guard(settled.then((refusal) => (refusal ? void reject(sessionId, commandId, refusal) : undefined)));
  }

  function holdExecutor(sessionId: string, executorId: string): void {
    const key = `${sessionId} ${executorId}`;
    if (executors.has(key)) return;
    const release = presence.holdExecutor(key);
    executors.set(key, () => (release() ? directory.executorAway(sessionId, executorId) : undefined));
  }

  /** A command may need what the frame before it made; its commit is not waited for. */
  function inOrder(work: () => Promise<void>): void {
    tail = tail.then(work);
    guard(tail);
    tail = tail.catch(() => undefined);
  }

  function guard(work: Promise<void>): void {
    void work.catch((error: unknown) => {
      log.error({ err: error }, "frame failed");
      out.close(1011, "internal error");
    });
  }

  return {
    receive: (text) => {
      const parsed = parseFrame(text);
      if (parsed.type === "frame") return dispatch(parsed.frame);
      log.warn({ reason: parsed.reason }, "bad frame");
      if (parsed.type === "bad_frame") return out.close(CLOSE.badFrame, parsed.reason.slice(0, 100));
      reject(parsed.sessionId, parsed.commandId, { code: "invalid_command", message: parsed.reason });
    },
    drained: () => subscriptions.forEach((subscription) => subscription.resume()),
    closed: () => {
      for (const subscription of subscriptions.values()) subscription.stop();
      for (const release of executors.values()) release();
      unwatch?.();
    },
  };
}
