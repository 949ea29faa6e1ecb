import type { SessionEvent } from "../../lib/protocol/event";
import type { CommandId, DeskId, ExecutorId, ItemId, SessionId } from "../../lib/protocol/ids";
import type { ToolSpec } from "../../lib/protocol/tool";
import type { Item } from "../../lib/responses/item";
import { withEntry, withoutEntry } from "../../lib/session/collections";
import { itemIdAt } from "../../lib/session/ids";
import { reduce } from "../../lib/session/reduce";
import type { SessionState } from "../../lib/session/state";
import { emptySession } from "../../lib/session/state";
import { ChunkedSet } from "../../lib/util/chunked-set";
import type { Context } from "./context";
import { blobOf } from "./large-output";
import { EMPTY_CONTEXT, foldContext, responseKey } from "./context";
import type { LoggedEvent } from "./input";
import type { Secret } from "./secret";
import type { Trace } from "./trace";
import { EMPTY_TRACE, extendTrace } from "./trace";

/** One item of the response under way, found by the provider's output index. */
export type OpenItem = { itemId: ItemId; addedAt: number; lastAt: number; trace: Trace; done: boolean };

export type OpenResponse = {
  /** Names the attempt; events of another one are not of this response. */
  key: string;
  sentAt: number;
  connectMs: number;
  startedAt: number;
  firstDeltaAt: number | null;
  up: number;
  notResent: number;
  items: ReadonlyMap<number, OpenItem>;
  /** Finished items, as they stand in the context. */
  done: readonly Item[];
};

export type OwnedExecutor = { principal: string; tools: readonly ToolSpec[] };

/** What the owner knows: the public fold, and what the private columns add to it. */
export type OwnerState = {
  session: SessionState;
  context: Context;
  open: OpenResponse | null;
  executors: ReadonlyMap<ExecutorId, OwnedExecutor>;
  toolsByHash: ReadonlyMap<string, readonly ToolSpec[]>;
  /** What the model is offered while no page is attached: the tools of the latest one. */
  lastTools: readonly ToolSpec[];
  commandIds: ChunkedSet<CommandId>;
  /** Which desk each page had, also after it went: its calls move only to a page of the same desk. */
  desks: ReadonlyMap<ExecutorId, DeskId>;
  /** Of the outputs that are kept beside the log. */
  blobBytes: number;
};

export const emptyOwnerState = (sessionId: SessionId): OwnerState => ({
  session: emptySession(sessionId),
  context: EMPTY_CONTEXT,
  open: null,
  executors: new Map(),
  toolsByHash: new Map(),
  lastTools: [],
  commandIds: ChunkedSet.empty(),
  desks: new Map(),
  blobBytes: 0,
});

/** Folds one logged event. The owner after a restart and the owner before it agree. */
export function foldOwner(state: OwnerState, { event, secret }: LoggedEvent): OwnerState {
  const session = reduce(state.session, event);
  // Text is nearly all of a log: it touches the open item and nothing else.
  if (event.type === "item.delta") return { ...state, session, open: extended(state.open, event) };
  const done = state.open?.done ?? [];
  const context = foldContext(state.context, event, { before: state.session, after: session, secret, done });
  const commandIds = event.commandId ? state.commandIds.with(event.commandId) : state.commandIds;
  return { ...foldSecret(state, event, secret), session, context, commandIds };
}

function foldSecret(state: OwnerState, event: SessionEvent, secret: Secret | null): OwnerState {
  switch (event.type) {
    case "executor.attached":
      return secret?.type === "executor" ? attach(state, event, secret) : state;
    case "executor.detached":
      return { ...state, executors: withoutEntry(state.executors, event.executorId) };
    case "response.started":
      return secret?.type === "response" ? { ...state, open: openResponse(state, event.at, secret) } : state;
    case "item.added":
      return secret?.type === "item" ? addItem(state, event, secret.index) : state;
    case "item.done":
      return { ...state, open: finished(state.open, event.itemId, secret) };
    case "tool_call.finished":
      return { ...state, blobBytes: state.blobBytes + (blobOf(event)?.bytes ?? 0) };
    case "response.done":
    case "turn.finished":
      return { ...state, open: null };
    default:
      return state;
  }
}

/** A page whose tools change often must not fill the memory; one that names a set of long ago sends it again. */
const MAX_TOOL_SETS = 32;

function withLatest<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  const others = [...map].filter(([known]) => known !== key);
  return new Map([...others, [key, value] as const].slice(-MAX_TOOL_SETS));
}

function attach(
  state: OwnerState,
  event: Extract<SessionEvent, { type: "executor.attached" }>,
  secret: Extract<Secret, { type: "executor" }>,
): OwnerState {
  const tools = secret.tools ?? state.toolsByHash.get(event.toolsHash) ?? [];
  const executors = withEntry(state.executors, event.executorId, { principal: secret.principal, tools });
  const toolsByHash = withLatest(state.toolsByHash, event.toolsHash, tools);
  const desks = withEntry(state.desks, event.executorId, event.deskId);
  return { ...state, executors, lastTools: tools, toolsByHash, desks };
}

function openResponse(
  { session }: OwnerState,
  startedAt: number,
  secret: Extract<Secret, { type: "response" }>,
): OpenResponse | null {
  if (session.turn.status !== "running") return null;
  const { sentAt, connectMs, up, notResent } = secret;
  return {
    key: responseKey(session.turn),
    sentAt,
    connectMs,
    startedAt,
    firstDeltaAt: null,
    up,
    notResent,
    items: new Map(),
    done: [],
  };
}

function addItem(state: OwnerState, event: { seq: number; at: number }, index: number): OwnerState {
  if (!state.open) return state;
  const item = {
    itemId: itemIdAt(event.seq),
    addedAt: event.at,
    lastAt: event.at,
    trace: EMPTY_TRACE,
    done: false,
  };
  return { ...state, open: { ...state.open, items: withEntry(state.open.items, index, item) } };
}

function finished(open: OpenResponse | null, itemId: ItemId, secret: Secret | null): OpenResponse | null {
  const next = changed(open, itemId, (item) => ({ ...item, done: true }));
  return next && secret?.type === "raw" ? { ...next, done: [...next.done, secret.item] } : next;
}

type Delta = Extract<SessionEvent, { type: "item.delta" }>;

function extended(open: OpenResponse | null, { itemId, at, trace }: Delta): OpenResponse | null {
  const next = changed(open, itemId, (item) => ({
    ...item,
    lastAt: at,
    trace: extendTrace(item.trace, trace),
  }));
  return next && next.firstDeltaAt === null ? { ...next, firstDeltaAt: at } : next;
}

function changed(
  open: OpenResponse | null,
  itemId: ItemId,
  change: (item: OpenItem) => OpenItem,
): OpenResponse | null {
  if (!open) return null;
  for (const [index, item] of open.items) {
    if (item.itemId === itemId) return { ...open, items: withEntry(open.items, index, change(item)) };
  }
  return open;
}
