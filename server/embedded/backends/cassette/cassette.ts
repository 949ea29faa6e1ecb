import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { BackendChunk, BackendRequest } from "../../backend";
import type { OtherModels } from "../../catalogue";
import { sentBy, type Sent } from "./canonical";
import { mismatch, sameItems } from "./mismatch";
import { Shelf, TapeFault, type PlayableTurn } from "./shelf";
import { CASSETTE_NAME } from "./tape";

const PREFIX = "cassette:";
const MAX_PAUSE_MS = 60_000;

export type CassetteOptions = {
  /** How much of the recorded time passes: 0 (the default) plays as fast as it can, 1 as it was. */
  pace?: number;
};

/**
 * The models `cassette:<name>`: each plays the session in `<folder>/<name>.json`. Nothing is remembered between requests:
 * the turn is the one that was recorded for exactly this context. Anything else is refused with 409
 * `cassette_mismatch`, and the message shows the first difference. How the file looks is told at `tapeSchema`.
 */
export function createCassetteBackends(folder: string, { pace = 0 }: CassetteOptions = {}): OtherModels {
  const shelf = new Shelf(folder);
  return {
    modelFor: (id) => {
      const name = id.startsWith(PREFIX) ? id.slice(PREFIX.length) : "";
      if (!CASSETTE_NAME.test(name)) return null;
      return { id, run: (request, signal) => play({ name, shelf, pace, request, signal }) };
    },
    get ids() {
      return namesIn(folder).map((name) => PREFIX + name);
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    const names = files
      .filter(({ name }) => name.endsWith(".json"))
      .map(({ name }) => name.slice(0, -".json".length));
    return names.filter((name) => CASSETTE_NAME.test(name)).sort();
  } catch {
    return [];
  }
}

type Playing = { name: string; shelf: Shelf; pace: number; request: BackendRequest; signal: AbortSignal };

async function* play({ name, shelf, pace, request, signal }: Playing): AsyncGenerator<BackendChunk> {
  const turns = await shelf.load(name);
  if (turns instanceof TapeFault) {
    const { code, message } = turns;
    return yield refuse({ status: code === "cassette_not_found" ? 404 : 500, code, message });
  }
  const sent = sentBy(request);
  const turn = turns.findLast((each) => mismatch(sent, each) === null);
  if (turn === undefined) {
    return yield refuse({ status: 409, code: "cassette_mismatch", message: explain(name, turns, sent) });
  }
  for (const { after, chunk } of turn.chunks) {
    await pause(Math.min(after * pace, MAX_PAUSE_MS), signal);
    if (signal.aborted) return;
    yield chunk;
  }
}

const refuse = (why: { status: number; code: string; message: string }): BackendChunk => ({
  ...{ type: "refuse", headers: {} },
  ...why,
});

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** The difference to the turn that begins most like the request. */
function explain(name: string, turns: readonly PlayableTurn[], sent: Sent): string {
  const [first, ...others] = turns.map((turn, at) => ({ turn, at, same: sameItems(sent.input, turn.input) }));
  if (first === undefined) return `The cassette "${name}" has no turns.`;
  const off = ({ turn }: typeof first): number => Math.abs(turn.input.length - sent.input.length);
  const closest = others.reduce(
    (best, each) =>
      each.same > best.same || (each.same === best.same && off(each) < off(best)) ? each : best,
    first,
  );
  const place = `turn ${closest.at} of ${turns.length}`;
  return `The cassette "${name}" was not recorded with this request. Closest is ${place}: ${mismatch(sent, closest.turn) ?? ""}`;
}
