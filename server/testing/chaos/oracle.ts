import { isDeepStrictEqual } from "node:util";
import type { FinishedTurn } from "../../../lib/session/state";
import { ChaosPage } from "./page";
import { saidFor } from "./scripts";

type Visitor = { origin: string; cookie: string };

/** Everything that is wrong with a session after its faults, as sentences; none when all is well. */
export async function wrongs(page: ChaosPage, { origin, cookie }: Visitor): Promise<string[]> {
  const fresh = new ChaosPage({ origin, cookie, sessionId: page.sessionId });
  fresh.follow();
  try {
    await fresh.until(({ view }) => view.phase === "live" && view.cursor.seq >= page.view.cursor.seq);
    return [...page.faults, ...fresh.faults, ...between(page, fresh), ...effectsOf(page), ...turnsOf(fresh)];
  } finally {
    fresh.close();
  }
}

/** `fresh` has folded the log from its beginning, `page` while the faults happened. */
function between(page: ChaosPage, fresh: ChaosPage): string[] {
  const lost = [...page.acked].filter((commandId) => !fresh.acked.has(commandId));
  const carried = [...fresh.shown.values()].filter((text) => text.includes('"commandId":"'));
  return [
    ...lost.map((commandId) => `command ${commandId} was acknowledged and is not in the log`),
    ...(carried.length === fresh.acked.size ? [] : ["a command is in the log twice"]),
    ...(isDeepStrictEqual(page.view.session, fresh.view.session)
      ? []
      : ["the view is not the fold of the log"]),
  ];
}

const effectsOf = ({ effects }: ChaosPage): string[] =>
  [...effects].filter(([, times]) => times > 1).map(([callId, times]) => `${callId} ran ${times} times`);

function turnsOf({ view: { session } }: ChaosPage): string[] {
  const running = session.turn.status === "running" ? ["a turn has not ended"] : [];
  return [...running, ...session.turns.flatMap(turnWrongs)];
}

/** A completed turn said all of its story once; one that was cut off says so. */
function turnWrongs({ turnId, text, end, entries }: FinishedTurn): string[] {
  if (end.reason !== "completed") {
    return "error" in end && end.error.message !== ""
      ? []
      : [`${turnId} ended as ${end.reason} without a word`];
  }
  const said = entries.map((entry) => (entry.kind === "message" ? entry.text : "")).join("");
  return said === saidFor(text) ? [] : [`${turnId} said "${said.slice(0, 80)}"`];
}
