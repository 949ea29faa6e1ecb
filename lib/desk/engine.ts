import type { AsyncDuckDB, AsyncDuckDBConnection } from "@duckdb/duckdb-wasm";
import { FENCE } from "./fence";

/** Same-origin paths. The worker's script must be served with its own CSP: `connect-src blob:`. */
export type DeskAssets = { worker: string; wasm: string };

export const DESK_ASSETS: DeskAssets = {
  worker: "/duckdb/duckdb-browser-eh.worker.js",
  wasm: "/duckdb/duckdb-eh.wasm",
};

/**
 * A started, fenced DuckDB. `connection` is for our own SQL; each query of others gets one of its own.
 * After `ended`, by `terminate` or by a crash, nothing that was asked of it is ever answered.
 */
export type Engine = {
  db: AsyncDuckDB;
  connection: AsyncDuckDBConnection;
  ended: Promise<void>;
  terminate: () => Promise<void>;
};

async function fetchWasm(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const blob = await response.blob();
  return URL.createObjectURL(blob.slice(0, blob.size, "application/wasm"));
}

function crash(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.addEventListener("error", () => resolve(), { once: true });
  });
}

function enginesEnd(db: AsyncDuckDB, crashed: Promise<void>): Pick<Engine, "ended" | "terminate"> {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  void crashed.then(end);
  return { ended, terminate: () => db.terminate().finally(end) };
}

/** Rejects when the assets cannot be loaded or the fence cannot be put up. */
export async function startEngine(assets: DeskAssets): Promise<Engine> {
  const [duckdb, wasm] = await Promise.all([import("@duckdb/duckdb-wasm"), fetchWasm(assets.wasm)]);
  const worker = new Worker(assets.worker);
  const crashed = crash(worker);
  const failed = crashed.then(() => Promise.reject(new Error(`the worker ${assets.worker} did not start`)));
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  try {
    failed.catch(() => undefined);
    await Promise.race([db.instantiate(wasm), failed]);
    await db.open({ path: ":memory:" });
    const connection = await db.connect();
    for (const statement of FENCE) await connection.query(statement);
    return { db, connection, ...enginesEnd(db, crashed) };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    URL.revokeObjectURL(wasm);
  }
}
