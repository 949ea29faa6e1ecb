import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, test } from "vitest";
import type { Store } from "./port";
import { createSqliteStore } from "./sqlite";

const WRITER = fileURLToPath(new URL("./crash-writer.fixture.ts", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "store-kill-"));
const children = new Set<ChildProcess>();

afterEach(() => children.forEach((child) => child.kill("SIGKILL")));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const open = () =>
  createSqliteStore({
    directory,
    durability: "normal",
    now: () => 7,
    onFault: (fault) => expect.unreachable(JSON.stringify(fault)),
  });

function mustOpen(): Store {
  const store = open();
  if ("error" in store) throw new Error(store.error.message);
  return store;
}

/** A writer in a process of its own, and the last seq of each session that it saw acknowledged. */
function startWriter() {
  const child = spawn(process.execPath, ["--import", "tsx", WRITER, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  const acknowledged = new Map<string, number>();
  const lines = createInterface({ input: child.stdout });
  const closed = once(lines, "close");
  const reached = new Map<number, () => void>();
  let count = 0;
  lines.on("line", (line) => {
    const [session = "", seq = ""] = line.split(" ");
    acknowledged.set(session, Number(seq));
    reached.get((count += 1))?.();
  });
  return {
    acknowledged,
    acknowledgements: (wanted: number) => new Promise<void>((resolve) => reached.set(wanted, resolve)),
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
      children.delete(child);
    },
  };
}

async function seqsOf(store: Store, sessionId: string): Promise<number[]> {
  const { rows } = await store.events.read(sessionId, { after: 0, limit: 1_000_000 });
  return rows.map(({ seq }) => seq);
}

test(
  "a process killed while writing loses no acknowledged row and leaves no gap",
  { timeout: 60_000 },
  async () => {
    for (const acknowledgements of [1, 57, 400, 1500]) {
      const writer = startWriter();
      await writer.acknowledgements(acknowledgements);
      await writer.kill();
      const store = mustOpen();
      expect(writer.acknowledged.size).toBeGreaterThan(0);
      for (const [sessionId, seq] of writer.acknowledged) {
        const seqs = await seqsOf(store, sessionId);
        expect(seqs.length).toBeGreaterThanOrEqual(seq);
        expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      }
      await store.close();
    }
  },
);

test(
  "a folder in use is refused with a clear message until its process is gone",
  { timeout: 60_000 },
  async () => {
    const writer = startWriter();
    await writer.acknowledgements(1);
    const refused = open();
    expect(refused).toMatchObject({ error: { code: "locked" } });
    expect("error" in refused && refused.error.message).toContain(
      `${directory} is in use by another Longwire`,
    );
    await writer.kill();
    const store = mustOpen();
    expect(open()).toMatchObject({ error: { code: "locked" } });
    await store.close();
    await mustOpen().close();
  },
);
