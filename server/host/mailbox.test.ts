import { expect, test } from "vitest";
import type { ErrorBody } from "../../lib/protocol/error";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import type { Input } from "../session/input";
import { emptyOwnerState } from "../session/owner-state";
import { Play } from "../session/testing/play";
import { ownedSession } from "../store/fixture";
import { createMemoryStore } from "../store/memory";
import type { AppendRequest, Store } from "../store/port";
import type { UpstreamLine } from "../upstream/port";
import { createHost } from "./host";

const SESSION = "session-000000001";

/** A host whose store commits nothing while `gate` is closed, and whose line tells what was cancelled. */
async function stage() {
  const store = createMemoryStore();
  const lease = await ownedSession(store, SESSION);
  const cancelled: string[] = [];
  let gate = Promise.resolve();
  let open = (): void => undefined;
  const append = async (request: AppendRequest) => {
    await gate;
    return store.events.append(request);
  };
  const line: UpstreamLine = {
    ...{ status: "warm", capabilities: { warmup: false, steer: false, lanes: false } },
    ...{ create: () => undefined, warm: () => undefined, steer: () => "unsupported" },
    ask: () => Promise.reject(new Error("not asked in these tests")),
    cancel: (key) => void cancelled.push(key),
    close: () => undefined,
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const gated: Store = { ...store, events: { ...store.events, append } };
  const host = createHost(lease, emptyOwnerState(SESSION), {
    ...{
      store: gated,
      bus: createMemoryBus(),
      clock: createManualClock(),
      log: silent,
      rules: new Play().rules,
    },
    upstream: { open: () => line, close: () => Promise.resolve() },
    pulse: { join: (run) => run() },
    titleAsked: new Set(),
    executorsOf: () => [],
    ...{ principal: "ann", onLost: () => undefined, onUpstreamStatus: () => undefined },
  });
  const close = (): void => void (gate = new Promise((resolve) => (open = resolve)));
  return { host, store, cancelled, shut: close, open: () => open() };
}

const command = (count: number, text: string): Input => ({
  ...{ type: "command", principal: "ann", role: "owner", at: count },
  commandId: `command-${String(count).padStart(10, "0")}`,
  command: { type: "rename", title: text },
});

const create: Input = {
  ...{ type: "command", principal: "ann", role: "owner", at: 1, commandId: "command-create-001" },
  command: { type: "create_session", model: null },
};

test("[CMD-9][F41] commands beyond a thousand that wait for one session's log are busy, and the others happen", async () => {
  const { host, shut, open } = await stage();
  const post = (input: Input) => new Promise<ErrorBody | null>((settle) => host.post(input, settle));
  await post(create);
  shut();
  const first = post(command(0, "under way"));
  await new Promise((resolve) => setImmediate(resolve));
  const waiting = Array.from({ length: 1_010 }, (_none, at) => post(command(at + 1, `title ${at}`)));
  open();
  const codes = (await Promise.all([first, ...waiting])).map((refusal) => refusal?.code ?? "done");
  expect(codes.filter((code) => code === "done")).toHaveLength(1_001);
  expect(codes.slice(-10)).toEqual(Array.from({ length: 10 }, () => "busy"));
});

test("[UP-10][F41] an answer that comes faster than it can be written ends, and what came before stays", async () => {
  const { host, store, cancelled, shut, open } = await stage();
  const post = (input: Input) => new Promise((settle) => host.post(input, settle));
  await post(create);
  const message = { type: "send_message" as const, text: "hello", executorId: null };
  await post({ ...create, commandId: "command-message-01", command: message } as Input);
  const from = { key: "t2.0" };
  const bytes = { up: 1, notResent: 0 };
  const begun = { ...from, type: "started" as const, providerId: "r", bytes, sentAt: 1, connectMs: 0 };
  host.post({ type: "upstream", event: begun, at: 2 });
  const added = { ...from, type: "item_added" as const, index: 0, kind: "message" as const, name: null };
  host.post({ type: "upstream", event: added, at: 2 });
  await post({ type: "upstream", event: { ...from, type: "item_delta", index: 0, text: "seen" }, at: 3 });
  shut();
  for (let count = 0; count < 10_050; count += 1)
    host.post({ type: "upstream", event: { ...from, type: "item_delta", index: 0, text: "." }, at: 4 });
  expect(new Set(cancelled)).toEqual(new Set(["t2.0"]));
  open();
  while (!host.isQuiet()) await new Promise((resolve) => setImmediate(resolve));
  const { rows } = await store.events.read(SESSION, { after: 0, limit: 1_000 });
  expect(rows.at(-1)).toMatchObject({ type: "turn.finished" });
  expect(rows.at(-1)?.body).toContain("interrupted");
  expect(rows.map(({ body }) => body).join()).toContain("seen");
});
