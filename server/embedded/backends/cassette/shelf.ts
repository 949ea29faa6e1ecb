import { open } from "node:fs/promises";
import path from "node:path";
import type { Item } from "../../../../lib/responses/item";
import { parseJson } from "../../../../lib/util/json";
import type { BackendChunk } from "../../backend";
import { canonicalLines } from "./canonical";
import type { Recorded } from "./mismatch";
import { MAX_TAPE_BYTES, tapeSchema, type Tape } from "./tape";

export type PlayableTurn = Recorded & { chunks: readonly { after: number; chunk: BackendChunk }[] };

export class TapeFault {
  constructor(
    readonly code: "cassette_not_found" | "cassette_invalid",
    readonly message: string,
  ) {}
}

const MAX_LOADED = 16;

type Loaded = { stamp: string; turns: readonly PlayableTurn[] };

/** Reads cassettes from a folder, each again only when its file has changed. */
export class Shelf {
  readonly #loaded = new Map<string, Loaded>();

  constructor(private readonly folder: string) {}

  /** `name` has been checked against `CASSETTE_NAME`. */
  async load(name: string): Promise<readonly PlayableTurn[] | TapeFault> {
    try {
      return await this.#read(name);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      if (code === "ENOENT") return new TapeFault("cassette_not_found", `There is no cassette "${name}".`);
      return new TapeFault("cassette_invalid", `The cassette "${name}" cannot be read (${code}).`);
    }
  }

  async #read(name: string): Promise<readonly PlayableTurn[] | TapeFault> {
    const file = await open(path.join(this.folder, `${name}.json`), "r");
    try {
      const stat = await file.stat();
      if (!stat.isFile() || stat.size > MAX_TAPE_BYTES) return invalid(name, "no file, or too large");
      const stamp = `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
      const known = this.#loaded.get(name);
      if (known?.stamp === stamp) return known.turns;
      const turns = turnsIn(name, await file.readFile("utf8"));
      if (!(turns instanceof TapeFault)) this.#keep(name, { stamp, turns });
      return turns;
    } finally {
      await file.close();
    }
  }

  #keep(name: string, loaded: Loaded): void {
    this.#loaded.delete(name);
    this.#loaded.set(name, loaded);
    const [oldest] = this.#loaded.keys();
    if (this.#loaded.size > MAX_LOADED && oldest !== undefined) this.#loaded.delete(oldest);
  }
}

const invalid = (name: string, why: string): TapeFault =>
  new TapeFault("cassette_invalid", `The cassette "${name}" cannot be played: ${why}.`);

function turnsIn(name: string, text: string): readonly PlayableTurn[] | TapeFault {
  const parsed = tapeSchema.safeParse(parseJson(text));
  if (parsed.success) return playable(parsed.data);
  const issue = parsed.error.issues[0];
  return invalid(
    name,
    `${(issue?.path ?? []).map(String).join(".") || "the file"}: ${issue?.message ?? "wrong"}`,
  );
}

function playable({ turns }: Tape): readonly PlayableTurn[] {
  let whole: readonly Item[] = [];
  return turns.map(({ request, chunks }) => {
    whole = [...whole.slice(0, request.same), ...request.input];
    const { tools, instructions, settings } = request;
    return { input: canonicalLines(whole), tools, instructions, settings, chunks };
  });
}
