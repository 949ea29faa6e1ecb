import { expect, test } from "vitest";
import type { Command } from "../../lib/protocol/command";
import type { Steer } from "../../lib/session/state";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import { emptyOwnerState } from "../session/owner-state";
import { Play } from "../session/testing/play";
import { ownedSession } from "../store/fixture";
import { createMemoryStore } from "../store/memory";
import type { CreateRequest, LineListener, SteerRequest, UpstreamLine } from "../upstream/port";
import type { Host } from "./host";
import { createHost } from "./host";

const SESSION = "session-000000001";
const bytes = { up: 1, notResent: 0 };

/** A line whose provider does what the test says. */
function fakeLine(answer: "sent" | "unsupported") {
  const created: CreateRequest[] = [];
  const steered: SteerRequest[] = [];
  let listener: LineListener | null = null;
  const line: UpstreamLine = {
    status: "warm",
    capabilities: { warmup: false, steer: answer === "sent", lanes: false },
    create: (request) => void created.push(request),
    warm: () => undefined,
    steer: (request) => {
      steered.push(request);
      return answer;
    },
    ask: () => Promise.reject(new Error("not asked")),
    cancel: () => undefined,
    close: () => undefined,
  };
  const open = (given: LineListener): UpstreamLine => {
    listener = given;
    return line;
  };
  const begin = (key: string): void =>
    listener?.onEvent({ key, type: "started", providerId: `resp ${key}`, bytes, sentAt: 1, connectMs: 0 });
  const end = (key: string, reason: string | null): void => {
    const status = reason === null ? "completed" : "incomplete";
    listener?.onEvent({ key, type: "done", status, reason, usage: null, output: [] });
  };
  const accept = (request: SteerRequest): void => {
    const { key, steerId } = request;
    listener?.onEvent({ key, type: "steer_accepted", steerId });
  };
  return { created, steered, open, begin, end, accept };
}

async function hosted(fake: ReturnType<typeof fakeLine>) {
  const store = createMemoryStore();
  const lease = await ownedSession(store, SESSION);
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const host = createHost(lease, emptyOwnerState(SESSION), {
    ...{ store, bus: createMemoryBus(), clock: createManualClock(), log: silent, rules: new Play().rules },
    upstream: { open: fake.open, close: () => Promise.resolve() },
    pulse: { join: () => undefined },
    titleAsked: new Set(),
    executorsOf: () => [],
    ...{ principal: "ann", onLost: () => undefined, onUpstreamStatus: () => undefined },
  });
  let count = 0;
  const give = (command: Command): Promise<unknown> => {
    const commandId = `command-${String(++count).padStart(10, "0")}`;
    const input = { type: "command" as const, commandId, principal: "ann", role: "owner" as const, at: 1 };
    return new Promise((settle) => host.post({ ...input, command }, settle));
  };
  await give({ type: "create_session", model: null });
  await give({ type: "send_message", text: "go", executorId: null });
  fake.begin("t2.0");
  await quiet(host);
  return { host, give };
}

async function quiet(host: Host): Promise<void> {
  while (!host.isQuiet()) await new Promise((resolve) => setImmediate(resolve));
}

const steerIn = (host: Host): Steer | undefined => {
  const { turn } = host.state().session;
  return turn.status === "running" ? turn.steers[0] : undefined;
};

test("[STEER-3] a host hands the text to its line, and asks for nothing while the provider goes on", async () => {
  const fake = fakeLine("sent");
  const { host, give } = await hosted(fake);
  await give({ type: "steer", text: "go left", executorId: null });
  expect(fake.steered).toEqual([{ key: "t2.0", steerId: "s4", text: "go left", successor: "t2.1" }]);
  fake.steered.forEach(fake.accept);
  fake.end("t2.0", "steered");
  await quiet(host);
  expect(steerIn(host)?.status).toBe("accepted");
  fake.begin("t2.1");
  await quiet(host);
  expect(steerIn(host)?.status).toBe("applied");
  expect(fake.created).toHaveLength(1);
});

test("[STEER-5] a line that cannot steer makes the text the turn's next request", async () => {
  const fake = fakeLine("unsupported");
  const { host, give } = await hosted(fake);
  await give({ type: "steer", text: "go left", executorId: null });
  await quiet(host);
  expect(steerIn(host)?.status).toBe("deferred");
  fake.end("t2.0", null);
  await quiet(host);
  expect(fake.created.map(({ key, chain }) => [key, chain])).toEqual([
    ["t2.0", null],
    ["t2.1", "t2.0"],
  ]);
  expect(fake.created[1]?.newItems).toMatchObject([{ content: [{ text: "go left" }] }]);
});
