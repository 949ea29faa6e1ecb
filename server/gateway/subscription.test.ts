import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import type { Directory } from "../host/directory";
import { ownedSession } from "../store/fixture";
import { createMemoryStore } from "../store/memory";
import { createLogPages } from "./log-pages";
import { createPresence } from "./presence";
import { openSubscription } from "./subscription";

const SESSION = "session-000000001";
const GUEST = "bob";
const RECHECK_MS = 30_000;

/** A guest follows a session by a link that ends while nobody revokes it. */
async function guestUntil(expiresAt: number) {
  const clock = createManualClock();
  const store = createMemoryStore();
  await ownedSession(store, SESSION);
  const share = { shareId: "link", sessionId: SESSION, role: "viewer" as const };
  const made = { secretHash: "00ff", createdAt: clock.now(), expiresAt: clock.now() + expiresAt };
  await store.shares.create({ ...share, ...made });
  await store.shares.grant({ shareId: share.shareId, principal: GUEST, at: clock.now() });
  const told: string[] = [];
  const presence = createPresence();
  const directory = {
    ...{ upstreamStatus: () => "cold", readOnly: () => null },
    ...{ onUpstreamStatus: () => () => undefined, onReadOnly: () => () => undefined },
  } as unknown as Directory;
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: unknown, text: string) => told.push(text),
  };
  openSubscription(
    {
      ...{ store, bus: createMemoryBus(), clock, log, directory, presence },
      ...{ pages: createLogPages(store.events, clock), models: [], defaultModel: "m", build: "b" },
    },
    {
      ...{ sessionId: SESSION, cursor: { epoch: 0, seq: 0 }, role: "viewer", principal: GUEST },
      out: {
        send: (frame: string) => {
          const { type, reason } = JSON.parse(frame) as { type: string; reason?: string };
          told.push(reason ?? type);
          return true;
        },
      } as never,
      onEnded: () => told.push("ended"),
    },
  );
  await expect.poll(() => told).toContain("caught_up");
  return { clock, told, presence };
}

test("[F32] a link that expires while it is followed ends for its guest within half a minute", async () => {
  const { clock, told, presence } = await guestUntil(RECHECK_MS + 1);
  clock.advance(RECHECK_MS);
  expect(presence.count(SESSION)).toBe(1);
  clock.advance(RECHECK_MS);
  await expect.poll(() => told.slice(-2)).toEqual(["not_found", "ended"]);
  expect(presence.count(SESSION)).toBe(0);
  const heard = told.length;
  clock.advance(10 * RECHECK_MS);
  expect(told).toHaveLength(heard);
});
