import { isDeepStrictEqual } from "node:util";
import type { SessionEvent } from "../../../lib/protocol/event";
import { reduce } from "../../../lib/session/reduce";
import { emptySession, type FinishedTurn, type SessionState } from "../../../lib/session/state";
import type { LogPage, Store } from "../../store/port";
import { DIALOGUE } from "./dialogue";
import type { Side } from "./stage";
import type { WiredPage } from "./wired-page";

type Played = { store: Store; side: Side; commandIds: readonly string[] };

/** Everything that is wrong after a dialogue whose turns have ended, as sentences; none when all is well. */
export async function wrongs(page: WiredPage, { store, side, commandIds }: Played): Promise<string[]> {
  const { sessionId, view, runs, resets } = page;
  const log = await store.events.read(sessionId, { after: 0, limit: Infinity });
  if (!view) return ["there is no view"];
  const { session, refusal } = view;
  return [
    ...commandIds.flatMap((id) => standsOnce(log, id)),
    ...resets.map((reason) => `reset: ${reason}`),
    ...(refusal ? [`refused: ${refusal.error.code}`] : []),
    ...(isDeepStrictEqual(session, folded(sessionId, log)) ? [] : ["the view is not the fold of the log"]),
    ...(session.turns.length === DIALOGUE.length ? [] : [`${session.turns.length} turns`]),
    ...session.turns.flatMap((turn, at) => turnWrongs(turn, at, side)),
    ...runsOf(runs, session),
  ];
}

function standsOnce({ rows }: LogPage, commandId: string): string[] {
  const count = rows.filter((row) => row.commandId === commandId).length;
  return count === 1 ? [] : [`a message stands ${count} times in the log`];
}

function folded(sessionId: string, { rows, head }: LogPage): SessionState {
  const events = rows.map(({ body }) => JSON.parse(body) as SessionEvent);
  return { ...events.reduce(reduce, emptySession(sessionId)), seq: head };
}

/** A page that comes back ends every turn well; a provider that was lost may leave the beginning of an answer. */
function turnWrongs({ text, end, entries }: FinishedTurn, at: number, side: Side): string[] {
  const whole = DIALOGUE[at];
  const said = entries.map((entry) => (entry.kind === "message" ? entry.text : "")).join("");
  if (text !== whole?.text) return [`turn ${at} is about "${text}"`];
  if (end.reason === "completed") return said === whole.said ? [] : [`turn ${at} said "${said}"`];
  if (side === "browser") return [`turn ${at} ended as ${end.reason}`];
  const tells = "error" in end && end.error.message !== "";
  return [
    ...(tells ? [] : [`turn ${at} ended as ${end.reason} without a word`]),
    ...(whole.said.startsWith(said) ? [] : [`turn ${at} glued "${said}"`]),
  ];
}

/** The call runs at most once, and has run where its turn completed. */
function runsOf(runs: ReadonlyMap<string, number>, { turns }: SessionState): string[] {
  const again = [...runs]
    .filter(([, times]) => times > 1)
    .map(([callId, times]) => `${callId} ran ${times} times`);
  const missing = turns[0]?.end.reason === "completed" && runs.size === 0 ? ["the call has not run"] : [];
  const more = runs.size > 1 ? [`${runs.size} calls ran`] : [];
  return [...again, ...missing, ...more];
}
