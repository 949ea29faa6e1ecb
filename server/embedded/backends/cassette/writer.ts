import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { itemSchema, type Item } from "../../../../lib/responses/item";
import { parseJson } from "../../../../lib/util/json";
import { sameItems } from "./mismatch";
import type { RecordedTurn } from "./record";
import { CASSETTE_NAME, MAX_TAPE_BYTES, type Tape, type TapeTurn } from "./tape";

export type WriterOptions = {
  folder: string;
  name: string;
  /** A turn could not be written. The recording goes on; the file keeps what it had. */
  onError: (error: unknown) => void;
};

/**
 * Writes a cassette anew after each turn, in place of one that had its name before. A turn with the same request as an earlier
 * one takes its place. Null for a name that is none. `add` resolves when the file is there.
 */
export function createCassetteWriter(
  options: WriterOptions,
): { add: (turn: RecordedTurn) => Promise<void> } | null {
  if (!CASSETTE_NAME.test(options.name)) return null;
  let turns: readonly RecordedTurn[] = [];
  let written = Promise.resolve();
  const write = async (turn: RecordedTurn): Promise<void> => {
    const next = [...turns.filter((each) => key(each) !== key(turn)), turn];
    await save(options, next);
    turns = next;
  };
  return {
    add: (turn) => {
      written = written.then(() => write(turn)).catch(options.onError);
      return written;
    },
  };
}

const key = ({ sent }: RecordedTurn): string => JSON.stringify(sent);

async function save({ folder, name }: WriterOptions, turns: readonly RecordedTurn[]): Promise<void> {
  const text = `${JSON.stringify(tapeOf(turns), null, 1)}\n`;
  if (Buffer.byteLength(text) > MAX_TAPE_BYTES)
    throw new Error(`the cassette is larger than ${MAX_TAPE_BYTES} bytes`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = path.join(folder, `.${name}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await rename(draft, path.join(folder, `${name}.json`));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function tapeOf(turns: readonly RecordedTurn[]): Tape {
  const before = (at: number): readonly string[] => turns[at - 1]?.sent.input ?? [];
  return {
    format: "longwire-cassette",
    version: 1,
    turns: turns.map(({ sent, chunks }, at): TapeTurn => {
      const same = sameItems(before(at), sent.input);
      const request = { same, input: sent.input.slice(same).map(itemOf), tools: [...sent.tools] };
      const { instructions, settings } = sent;
      return { request: { ...request, instructions, settings: { ...settings } }, chunks: [...chunks] };
    }),
  };
}

const itemOf = (line: string): Item => itemSchema.parse(parseJson(line));
