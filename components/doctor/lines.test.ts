import { expect, test } from "vitest";
import type { DoctorReport, ProviderState } from "../../lib/protocol/doctor";
import { capabilityRows } from "./capability-rows";
import { fact, line, notice, ok, problem, summaryOf, worstOf, type Line } from "./line";
import { modelLines } from "./model-lines";
import { providerLines } from "./provider-lines";
import { serverLines } from "./server-lines";

const AT = Date.UTC(2026, 0, 1, 12);

const PROVIDER: ProviderState = {
  ...{ host: "api.example", model: "m", capabilities: [], steerRefusedBy: [] },
  transport: { transport: "websocket", since: AT, why: null, retryAt: null },
  lastHandshake: { at: AT, ms: 43, status: 101 },
  ...{ lastError: null, lastProbe: { at: AT, ms: 230, outcome: "answered" } },
  sockets: { live: 1, pooled: 2 },
};

const REPORT: DoctorReport = {
  at: AT,
  server: {
    ...{ version: "0.1.0", build: "abcdef", node: "v20", uptimeMs: 1, mode: "production", faults: false },
  },
  store: { state: "writable", cause: null, durability: "normal", syncMs: 0.4, freeBytes: 5e10 },
  sessions: { hosted: 1, viewers: 1 },
  providers: [PROVIDER],
  embedded: { models: ["desk", "echo"], sockets: { live: 0, pooled: 0 }, lastError: null },
  ...{ backend: null, gateway: false },
};

const states = (lines: readonly Line[]): string[] =>
  lines
    .filter(({ state }) => state !== "ok" && state !== "fact")
    .map(({ label, state }) => `${label}: ${state}`);

const found = (lines: readonly Line[], wanted: string): Line => {
  const hit = lines.find(({ label }) => label === wanted);
  if (hit === undefined) throw new Error(`there is no line ${wanted}`);
  return hit;
};

const ofStore = (store: Partial<DoctorReport["store"]>) =>
  serverLines({ ...REPORT, store: { ...REPORT.store, ...store } });
const ofProvider = (provider: Partial<ProviderState>) => providerLines({ ...PROVIDER, ...provider });

test("nothing is held against a server and a provider that are well", () => {
  expect(states([...serverLines(REPORT), ...providerLines(PROVIDER), ...modelLines(REPORT)])).toEqual([]);
});

test.each([
  [{ state: "refusing", cause: "disk_full" } as const, "Store: problem", /Free some space/],
  [{ state: "refusing", cause: "new" } as const, "Store: problem", /log/],
  [{ state: "ended", cause: "sync_failed" } as const, "Store: problem", /start the server/],
  [{ syncMs: 80 }, "Disk sync: notice", /faster disk/],
  [{ freeBytes: 5e8 }, "Free space: notice", /Make room/],
  [{ freeBytes: 5e7 }, "Free space: problem", /Make room/],
])("a store that is %o is told as %s, with what to do", (store, said, remedy) => {
  const lines = ofStore(store);
  expect(states(lines)).toEqual([said]);
  expect(found(lines, said.split(":")[0] ?? "").remedy).toMatch(remedy);
});

test("what nobody has measured yet is no fault", () => {
  expect(states(ofStore({ syncMs: null, freeBytes: null }))).toEqual([]);
});

test("a development server and one that makes faults say so", () => {
  const server = { ...REPORT.server, mode: "development", faults: true } as const;
  expect(states(serverLines({ ...REPORT, server }))).toEqual(["Mode: notice", "Faults: notice"]);
});

test.each([
  [null, "problem", /api\.example/],
  [401, "problem", /UPSTREAM_API_KEY/],
  [403, "problem", /allowed/],
  [302, "problem", /UPSTREAM_URL/],
  [400, "problem", /UPSTREAM_URL/],
  [426, "notice", /HTTP is used/],
  [429, "notice", /by itself/],
  [503, "notice", /by itself/],
])("a handshake that ended with %s is a %s, with what to do", (status, state, remedy) => {
  const handshake = found(ofProvider({ lastHandshake: { at: AT, ms: 5, status } }), "Last handshake");
  expect(handshake).toMatchObject({ state, remedy: expect.stringMatching(remedy) });
});

test("a provider on HTTP is a notice that tells why, what is worse and when it changes", () => {
  const why = "The provider has no WebSocket mode.";
  const transport = { transport: "http", since: AT, why, retryAt: AT + 600_000 } as const;
  const error = { at: AT, code: "no_websocket", providerCode: null, message: why };
  const lines = ofProvider({
    ...{ transport, lastHandshake: null, lastError: error },
    lastProbe: { at: AT, ms: 1, outcome: "refused" },
  });
  expect(states(lines)).toEqual(["Transport: notice"]);
  expect(found(lines, "Transport").remedy).toMatch(/no WebSocket mode.*whole conversation.*tries/);
});

test("a refusal that says that there is no WebSocket mode is told as HTTP before anybody has sent over it", () => {
  const error = { at: AT, code: "no_websocket", providerCode: null, message: "No WebSocket mode." };
  const lines = ofProvider({
    ...{ lastHandshake: { at: AT, ms: 5, status: 426 }, lastError: error },
    lastProbe: { at: AT, ms: 5, outcome: "refused" },
  });
  expect(states(lines)).toEqual(["Transport: notice", "Last handshake: notice"]);
});

test("a refused handshake is one problem, not also one of the probe and one of the error", () => {
  const error = { at: AT, code: "unauthorized", providerCode: null, message: "Refused." };
  const lines = ofProvider({
    ...{ lastHandshake: { at: AT, ms: 5, status: 401 }, lastError: error },
    lastProbe: { at: AT, ms: 5, outcome: "refused" },
  });
  expect(states(lines)).toEqual(["Last handshake: problem"]);
});

test("an error is a problem where the key is refused, and past once a handshake has worked since", () => {
  const error = { at: AT, code: "unauthorized", providerCode: null, message: "Refused." };
  expect(states(ofProvider({ lastError: error }))).toEqual(["Last error: problem"]);
  expect(states(ofProvider({ lastError: error, lastHandshake: null }))).toEqual(["Last error: problem"]);
  const later = { at: AT + 1, ms: 5, status: 101 };
  expect(states(ofProvider({ lastError: error, lastHandshake: later }))).toEqual([]);
  const refused = { at: AT, code: "rejected", providerCode: "invalid_value", message: null };
  const told = found(ofProvider({ lastError: refused }), "Last error");
  expect(told).toMatchObject({ state: "notice", remedy: expect.stringContaining("session") });
  expect(told.value).toContain("invalid_value");
});

test("a probe that was connected and not answered is a notice, and changes nothing", () => {
  const lines = ofProvider({ lastProbe: { at: AT, ms: 5, outcome: "unanswered" } });
  expect(states(lines)).toEqual(["Last probe: notice"]);
});

test("a provider of which no model is offered says which setting that is", () => {
  const lines = ofProvider({ model: null, lastProbe: null });
  expect(states(lines)).toEqual(["Model: notice"]);
  expect(found(lines, "Model").remedy).toContain("MODEL");
});

test("a backend is told with the protocol that it speaks, once that is known", () => {
  const of = (protocol: "responses" | "chat_completions" | null) =>
    found(modelLines({ ...REPORT, backend: { host: "b:1", protocol } }), "Backend").value;
  expect([of(null), of("responses"), of("chat_completions")]).toEqual([
    "b:1, not asked yet",
    "b:1, over the Responses API",
    "b:1, over Chat Completions",
  ]);
});

test("a capability has its value in words, where it is known from, and what is worse without it", () => {
  const rows = capabilityRows({
    ...PROVIDER,
    capabilities: [
      { name: "newer_than_this_page", value: 3, source: "learned" },
      { name: "maxAgeMs", value: 3_300_000, source: "preset" },
      { name: "steer", value: "none", source: "probed" },
      { name: "ws", value: true, source: "set" },
      { name: "maxFrameBytes", value: 4_194_304, source: "preset" },
    ],
  });
  expect(rows.map(({ label, value, source }) => [label, value, source])).toEqual([
    ["WebSocket mode", "Yes", "setting"],
    ["Steering", "No", "probe"],
    ["Connection is replaced after", "55 min", "preset"],
    ["Largest request", "4.2 MB", "preset"],
    ["newer_than_this_page", "3", "use"],
  ]);
  expect(rows.map(({ without }) => without !== null)).toEqual([false, true, false, false, false]);
});

test("the summary counts what is wrong, and waits for what is not known", () => {
  const good = [line("a", ok("x")), line("b", fact("y"))];
  const bad = [line("c", problem("z", "do")), line("d", notice("z", "do")), line("e", notice("z", "do"))];
  const waiting: Line = { label: "w", value: "Checking", state: "waiting", remedy: null };
  expect([summaryOf(good), worstOf(good)]).toEqual(["All is well", "ok"]);
  expect([summaryOf([...good, ...bad]), worstOf([...good, ...bad])]).toEqual([
    "1 problem, 2 notices",
    "problem",
  ]);
  expect([summaryOf([...bad, waiting]), worstOf([...bad, waiting])]).toEqual(["Checking", "waiting"]);
});
