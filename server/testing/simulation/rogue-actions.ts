import type { Command } from "../../../lib/protocol/command";
import type { SessionState, ToolCall } from "../../../lib/session/state";
import type { Perform } from "./actions";
import { ranText } from "./check-calls";
import type { Cast } from "./cast";
import { scene } from "./people-actions";

/** A command that is kept is sent once more, as it stands. */
const repeat: Perform = (cast, choice) => {
  const given = cast.given[Math.floor(choice.b * cast.given.length)];
  const page = cast.pick("owner", choice.a);
  const sent = given && page?.sent.get(given.commandId);
  if (sent !== undefined) page?.link?.send("page", { text: sent });
};

const allCalls = ({ turn, turns }: SessionState): ToolCall[] =>
  [...turns, ...(turn.status === "running" ? [turn] : [])].flatMap(({ calls }) => [...calls.values()]);

const outcome = (callId: string, executorId: string, claimId: string | null): Command => ({
  ...{ type: "submit_tool_output", callId, executorId, claimId, artifact: null, ranMs: 1 },
  outcome: { ok: true, output: ranText(callId, { executorId, claimId: claimId ?? "none" }) },
});

/** An outcome that nobody asked this page for: another's call, or one that is over. */
const strayOutcome: Perform = (cast, choice) => {
  const found = scene(cast, choice);
  const session = found && found.page.view(found.sessionId)?.session;
  const calls = session ? allCalls(session) : [];
  const open = calls.find(({ status }) => status === "assigned" || status === "started");
  const call = (choice.b < 0.7 ? open : undefined) ?? calls.at(-1 - Math.floor(choice.b * 3));
  if (!found || !call) return;
  const { tab, claimId } = found.page;
  cast.command(found.page, found.sessionId, outcome(call.callId, tab.executorId, claimId));
};

/** Another answer to the call that this page runs. */
const secondOutcome: Perform = (cast, choice) => {
  const found = scene(cast, choice);
  const { tab, claimId } = found?.page ?? {};
  const session = found && found.page.view(found.sessionId)?.session;
  const call =
    session && allCalls(session).find((one) => "executorId" in one && one.executorId === tab?.executorId);
  if (!found || !call || !tab || claimId === undefined) return;
  for (let times = 0; times < 2; times += 1)
    cast.command(found.page, found.sessionId, outcome(call.callId, tab.executorId, claimId));
};

const futureCursor: Perform = (cast, choice) => {
  const page = cast.pages[Math.floor(choice.a * cast.pages.length)];
  const cursor = choice.b < 0.5 ? { epoch: 1, seq: 100_000 } : { epoch: 40, seq: 3 };
  if (page) cast.inject(page, { type: "subscribe", sessionId: cast.session(choice.b), cursor });
};

const READERS_COMMANDS = (cast: Cast, callId: string): Command[] => [
  { type: "send_message", text: cast.nextText([["look"]]), executorId: null },
  { type: "cancel_turn" },
  { type: "rename", title: "mine now" },
  { type: "resolve_approval", callId, argumentsHash: null, decision: "once" },
  { type: "steer", text: cast.nextText([]), executorId: null },
];

/** Whoever follows a link tries to do something. */
const readerCommands: Perform = (cast, { a, b }) => {
  const page = cast.pick("guest", a);
  const sessionId = cast.session(b);
  const session = page?.view(sessionId)?.session;
  const commands = READERS_COMMANDS(cast, (session && allCalls(session).at(-1)?.callId) ?? "c1");
  const command = commands[Math.floor(b * commands.length)];
  if (page && command) cast.world.oracle.forbid(cast.command(page, sessionId, command));
};

const readerAttaches: Perform = (cast, { a, b }) => {
  const page = cast.pick("guest", a);
  if (!page) return;
  const { executorId, browser } = page.tab;
  const attach: Command = {
    type: "attach_executor",
    executorId,
    deskId: browser.deskId,
    toolsHash: "none",
    tools: [],
  };
  cast.world.oracle.forbid(cast.command(page, cast.session(b), attach));
};

export const ROGUE_ACTIONS = {
  repeat: { weight: 4, perform: repeat },
  stray_outcome: { weight: 4, perform: strayOutcome },
  second_outcome: { weight: 4, perform: secondOutcome },
  future_cursor: { weight: 3, perform: futureCursor },
  reader_commands: { weight: 3, perform: readerCommands },
  reader_attaches: { weight: 1, perform: readerAttaches },
} as const;
