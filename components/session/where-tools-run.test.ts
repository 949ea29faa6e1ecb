import { expect, test } from "vitest";
import type { SessionView } from "../../lib/client/state";
import { ORIGIN } from "../../lib/protocol/cursor";
import type { SessionState } from "../../lib/session/state";
import { emptySession } from "../../lib/session/state";
import { canTakeTools, whereToolsRun } from "./where-tools-run";

const executor = (executorId: string) =>
  [executorId, { executorId, deskId: "desk", toolsHash: "hash", attachedAt: 1 }] as const;

const leased = (executorId: string) => ({ executorId, deskId: "desk", epoch: 1 });

function view(change: Partial<SessionState>, phase: SessionView["phase"] = "live"): SessionView {
  const session = { ...emptySession("s"), seq: 1, ...change };
  const rest = {
    role: "owner",
    cursor: ORIGIN,
    outbox: [],
    refusal: null,
    unsaid: [],
    upstream: "warm",
    viewers: 1,
    readOnly: null,
  } as const;
  return { sessionId: "s", phase, session, ...rest };
}

test.each([
  ["a session that does not exist yet", null, "here"],
  ["a session that still loads", view({}, "loading"), "here"],
  ["no executor", view({}), "nowhere"],
  ["this page's lease", view({ executors: new Map([executor("me")]), lease: leased("me") }), "here"],
  [
    "another page's lease",
    view({ executors: new Map([executor("other"), executor("me")]), lease: leased("other") }),
    "elsewhere",
  ],
  [
    "a holder that has left",
    view({ executors: new Map([executor("me")]), lease: leased("other") }),
    "nowhere",
  ],
] as const)("tools run in the right place with %s", (_name, state, place) => {
  expect(whereToolsRun(state, "me")).toBe(place);
});

test("the tools can be taken by a page that has attached and does not have them", () => {
  const both = new Map([executor("other"), executor("me")]);
  expect(canTakeTools(view({ executors: both, lease: leased("other") }), "me")).toBe(true);
  expect(canTakeTools(view({ executors: both, lease: leased("me") }), "me")).toBe(false);
  expect(canTakeTools(view({ executors: new Map([executor("other")]), lease: leased("other") }), "me")).toBe(
    false,
  );
});
