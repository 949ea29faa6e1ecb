import { createDeskStore, type DeskStore } from "./desk-store";
import { DESK_ASSETS, type DeskAssets, startEngine } from "./engine";
import { createEngineHolder, type EngineHolder } from "./engine-holder";
import { createShelf } from "./shelf";
import { createTables, type Tables } from "./tables";
import { profile } from "./profile";
import { runQuery } from "./query";
import { sqlMessage } from "./sql-error";
import type { Desk, DescribeResult, QueryFailure, QueryOptions, QueryResult } from "./types";

/** Milliseconds that DuckDB has to let go of a cancelled query before it is started anew. */
const CANCEL_GRACE = 3_000;

const CANCELLED: QueryFailure = { ok: false, code: "cancelled", message: "The query was cancelled." };

type Parts = { store: DeskStore; engines: EngineHolder; tables: Tables };

function unavailable(error: unknown): QueryFailure {
  return { ok: false, code: "unavailable", message: `The data desk could not start: ${sqlMessage(error)}` };
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function aborted(signal: AbortSignal): Promise<"aborted"> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("aborted");
    signal.addEventListener("abort", () => resolve("aborted"), { once: true });
  });
}

/** A query that holds the worker in one long step never hears of its cancelling: then the worker goes. */
async function letGo(running: Promise<unknown>, engines: EngineHolder): Promise<void> {
  const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), CANCEL_GRACE));
  if ((await Promise.race([running, late])) === "late") await engines.end();
}

async function cancellable<Result>(
  parts: Parts,
  running: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result | QueryFailure> {
  if (signal === undefined) return running;
  const first = await Promise.race([running, aborted(signal)]);
  if (first !== "aborted") return isAborted(signal) ? CANCELLED : (first as Result);
  void letGo(
    running.catch(() => undefined),
    parts.engines,
  );
  return CANCELLED;
}

async function query(parts: Parts, sql: string, options: QueryOptions): Promise<QueryResult> {
  const { limit, signal, title = "", keep = true } = options;
  if (isAborted(signal)) return CANCELLED;
  try {
    const running = parts.engines.run((engine): Promise<QueryResult> => {
      return isAborted(signal) ? Promise.resolve(CANCELLED) : runQuery(engine, { sql, limit, signal });
    });
    const result = await cancellable(parts, running, signal);
    if (result.ok && keep) {
      const { columns, rows, total, truncated, ms } = result;
      parts.store.change({ lastResult: { sql, title, columns, rows, total, truncated, ms } });
    }
    return result;
  } catch (error) {
    return unavailable(error);
  }
}

async function describe(
  parts: Parts,
  name: string,
  signal: AbortSignal | undefined,
): Promise<DescribeResult> {
  const table = parts.store.state().tables.find((one) => one.name === name.toLowerCase());
  if (table === undefined) return parts.tables.missing(name);
  if (isAborted(signal)) return CANCELLED;
  try {
    const found = parts.engines.run(async (engine): Promise<DescribeResult> => {
      const query = (sql: string) => {
        signal?.throwIfAborted();
        return engine.connection.query(sql);
      };
      return { ok: true, ...(await profile(table, query)) };
    });
    return await cancellable(parts, found, signal);
  } catch (error) {
    if (isAborted(signal)) return CANCELLED;
    return { ok: false, code: "sql_error", message: sqlMessage(error) };
  }
}

/** A data desk. Nothing is loaded before it is needed. `deskId` names the place where files are kept. */
export function createDesk({ deskId, assets = DESK_ASSETS }: { deskId: string; assets?: DeskAssets }): Desk {
  const store = createDeskStore();
  const start = async () => {
    store.change({ engine: "starting" });
    try {
      const engine = await startEngine(assets);
      await Promise.race([tables.refill(engine), engine.ended]);
      store.change({ engine: "ready" });
      return engine;
    } catch (error) {
      store.change({ engine: "failed", note: sqlMessage(error) });
      throw error;
    }
  };
  const engines = createEngineHolder(start);
  const shelf = createShelf(deskId, (part) => store.change(part));
  const tables = createTables({ store, engines, shelf });
  const parts = { store, engines, tables };
  return {
    deskId,
    open: async () => void (await engines.get()),
    importFile: (file, onProgress) => tables.importFile(file, onProgress ?? (() => undefined)),
    restore: tables.restore,
    tables: () => store.state().tables,
    describe: (table, options) => describe(parts, table, options?.signal),
    query: (sql, options) => query(parts, sql, options ?? {}),
    removeTable: tables.remove,
    state: store.state,
    subscribe: store.subscribe,
    close: async () => {
      await engines.end();
      store.change({ engine: "closed", tables: [], lastResult: undefined });
    },
  };
}
