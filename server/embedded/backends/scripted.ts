import { createHash } from "node:crypto";
import type { Backend, BackendChunk, BackendRequest } from "../backend";
import { Holds } from "./holds";
import { parseScript, ScriptFault, type ScriptTurn, type Step } from "./script";
import { scriptPlace } from "./script-context";
import { play, type Stage } from "./script-player";

const MAX_REMEMBERED = 10_000;

/** Plays the script that the newest user message beginning with `#script` carries. `holds` releases its `hold` steps. */
export function createScriptedBackend({ holds = new Holds() }: { holds?: Holds } = {}): Backend {
  const asked = new Set<string>();
  const firstTime = (key: string): boolean => {
    if (asked.has(key)) return false;
    asked.add(key);
    for (const oldest of asked) {
      if (asked.size <= MAX_REMEMBERED) break;
      asked.delete(oldest);
    }
    return true;
  };
  return {
    id: "scripted",
    steerable: true,
    run: (request, signal) => perform(request, { holds, signal, firstTime }),
  };
}

type Tools = { holds: Holds; signal: AbortSignal; firstTime: (key: string) => boolean };

async function* perform(
  { input }: BackendRequest,
  { holds, signal, firstTime }: Tools,
): AsyncGenerator<BackendChunk> {
  const place = scriptPlace(input);
  if (place === null) return yield { type: "text", text: "(no #script message in the context)" };
  const turns = parseScript(place.script);
  if (turns instanceof ScriptFault) return yield { type: "text", text: turns.why };
  const turn = turnAt(turns, place.turn);
  if (turn === null) return yield { type: "text", text: "(end of script)" };
  const first = firstTime(`${createHash("sha256").update(place.script).digest("base64")} ${place.turn}`);
  if (!refusesFirst(turn.steps, first)) yield { type: "accepted" };
  const stage: Stage = { input, holds, signal, first, played: { steps: 0 } };
  yield* play(turn.steps, stage);
}

function turnAt(turns: readonly ScriptTurn[], at: number): ScriptTurn | null {
  let left = at;
  for (const turn of turns) {
    if (left < turn.times) return turn;
    left -= turn.times;
  }
  return null;
}

/** Whether `refuse` comes before anything that would need a response to exist. */
const refusesFirst = (steps: readonly Step[], first: boolean): boolean =>
  firstDeed(steps, first)?.type === "refuse";

/** The first step that is played and is more than waiting; null when there is none. */
function firstDeed(steps: readonly Step[], first: boolean): Step | null {
  for (const step of steps) {
    if (step.type === "wait" || step.type === "hold") continue;
    if (step.type !== "once" && step.type !== "repeat") return step;
    const played = step.type === "once" ? first : step.times > 0;
    const deed = played ? firstDeed(step.steps, first) : null;
    if (deed !== null) return deed;
  }
  return null;
}
