import { createFrameBatch } from "../../lib/client/frame-batch";
import * as http from "../../lib/client/http";
import { deskId, executorId } from "../../lib/client/identity";
import { createOutboxStore } from "../../lib/client/outbox";
import { createPage } from "../../lib/client/page";
import { holdClaim, isClaimAlive } from "../../lib/client/page-lock";
import { openCalls } from "../../lib/session/calls";
import { createJournal } from "../../lib/tools/journal";
import { createRegistry } from "../../lib/tools/registry";
import { systemClock } from "../../lib/util/clock";
import { randomId } from "../../lib/util/random-id";
import { testTools } from "./test-tools";
import { FrameHold } from "./frame-hold";

/** What a test can do in a tool page. */
export type ToolPage = {
  follow(sessionId: string): void;
  send(sessionId: string, text: string): void;
  stop(sessionId: string): void;
  takeTools(sessionId: string): void;
  /** Whether this page has caught up and its tools are attached. */
  isReady(sessionId: string): boolean;
  /** The status of each open call, in order. */
  calls(sessionId: string): string[];
  /** Lets the tools go on that wait. */
  letGo(): void;
  /** Keeps back commands of one type from now on; `release` sends them. */
  readonly frames: FrameHold;
  /** Codes of the refusals that this page has heard since `frames.release`. */
  refusals(): string[];
};

const tools = testTools();
const storage = { after: systemClock.after, onRefused: () => undefined };
const frames = new FrameHold();

const openSocket = (): WebSocket => frames.watch(new WebSocket(`ws://${location.host}/ws`));

async function open(): Promise<ToolPage> {
  const me = { executorId: await executorId(), claimId: randomId() };
  holdClaim(me.claimId);
  const desk = { deskId: deskId(), close: () => Promise.resolve(), restore: () => Promise.resolve() };
  const page = createPage({
    ...{ me, openSocket, identify: http.identify, clock: systemClock, random: Math.random },
    ...{ mintId: randomId, outbox: createOutboxStore(me.executorId, storage), batch: createFrameBatch },
    workspaceFor: () => null,
    tools: {
      ...{ desk, isClaimAlive, after: systemClock.after, registry: createRegistry(tools.all) },
      ...{ journal: createJournal(desk.deskId, storage), stopwatch: () => performance.now() },
    },
  });
  page.open();
  const sessionOf = (sessionId: string) => page.store.view(sessionId)?.session;
  return {
    follow: (sessionId) => void page.subscriptions.follow(sessionId),
    send: (sessionId, text) => void page.verbs.send(sessionId, text),
    stop: (sessionId) => page.verbs.stop(sessionId),
    takeTools: (sessionId) => page.verbs.takeTools(sessionId),
    isReady: (sessionId) => sessionOf(sessionId)?.executors.has(me.executorId) ?? false,
    calls: (sessionId) => {
      const session = sessionOf(sessionId);
      return session ? openCalls(session).map(({ status }) => status) : [];
    },
    letGo: tools.letGo,
    frames,
    refusals: () => frames.refusals,
  };
}

Object.assign(window, { toolPage: await open() });
