import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import type { Input } from "../session/input";
import { emptyOwnerState } from "../session/owner-state";
import { Play } from "../session/testing/play";
import { ownedSession } from "../store/fixture";
import { createMemoryStore } from "../store/memory";
import type { UpstreamLine } from "../upstream/port";
import { createHost } from "./host";

const SESSION = "session-000000001";
const LINE: UpstreamLine = {
  status: "warm",
  capabilities: { warmup: false, steer: false, lanes: false },
  create: () => undefined,
  warm: () => undefined,
  steer: () => "unsupported",
  ask: () => Promise.reject(new Error("not asked in these tests")),
  cancel: () => undefined,
  close: () => undefined,
};

test("a host that is closed commits the text that waits for the beat", async () => {
  const store = createMemoryStore();
  const lease = await ownedSession(store, SESSION);
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const host = createHost(lease, emptyOwnerState(SESSION), {
    ...{ store, bus: createMemoryBus(), clock: createManualClock(), log: silent, rules: new Play().rules },
    upstream: { open: () => LINE, close: () => Promise.resolve() },
    pulse: { join: () => undefined },
    titleAsked: new Set(),
    executorsOf: () => [],
    ...{ principal: "ann", onLost: () => undefined, onUpstreamStatus: () => undefined },
  });
  const post = (input: Input) => new Promise((settle) => host.post(input, settle));
  const owner = { type: "command" as const, principal: "ann", role: "owner" as const, at: 1 };
  await post({ ...owner, commandId: "command-0000000001", command: { type: "create_session", model: null } });
  const command = { type: "send_message" as const, text: "hello", executorId: null };
  await post({ ...owner, commandId: "command-0000000002", command });
  const from = { key: "t2.0" };
  const bytes = { up: 1, notResent: 0 };
  const begun = { ...from, type: "started" as const, providerId: "r", bytes, sentAt: 1, connectMs: 0 };
  host.post({ type: "upstream", event: begun, at: 2 });
  const added = { ...from, type: "item_added" as const, index: 0, kind: "message" as const, name: null };
  host.post({ type: "upstream", event: added, at: 2 });
  await post({ type: "upstream", event: { ...from, type: "item_delta", index: 0, text: "seen" }, at: 3 });
  while (!host.isQuiet()) await new Promise((resolve) => setImmediate(resolve));
  host.post({ type: "upstream", event: { ...from, type: "item_delta", index: 0, text: " waiting" }, at: 4 });
  await host.close();
  const { rows } = await store.events.read(SESSION, { after: 0, limit: 100 });
  expect(rows.map((row) => row.body).join()).toContain(" waiting");
});
