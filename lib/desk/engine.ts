import type { AsyncDuckDB, AsyncDuckDBConnection } from "@duckdb/duckdb-wasm";
import { FENCE } from "./fence";

/** Same-origin paths. The worker's script must be served with its own CSP: `connect-src blob:`. */
export type DeskAssets = { worker: string; wasm: string };

export const DESK_ASSETS: DeskAssets = {
  worker: "/duckdb/duckdb-browser-eh.worker.js",
  wasm: "/duckdb/duckdb-eh.wasm",
};

/** A started, fenced DuckDB. `connection` is for our own SQL; each query of others gets one of its own. */
export type Engine = {
  db: AsyncDuckDB;
  connection: AsyncDuckDBConnection;
  terminate: () => Promise<void>;
};

async function fetchWasm(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const blob = await response.blob();
  return URL.createObjectURL(blob.slice(0, blob.size, "application/wasm"));
}

function failure(worker: Worker, address: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    worker.addEventListener("error", () => reject(new Error(`the worker ${address} did not start`)), {
      once: true,
    });
  });
}

/** Rejects when the assets cannot be loaded or the fence cannot be put up. */
export async function startEngine(assets: DeskAssets): Promise<Engine> {
  const [duckdb, wasm] = await Promise.all([import("@duckdb/duckdb-wasm"), fetchWasm(assets.wasm)]);
  const worker = new Worker(assets.worker);
  const failed = failure(worker, assets.worker);
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  try {
    await Promise.race([db.instantiate(wasm), failed]);
    await db.open({ path: ":memory:" });
    const connection = await db.connect();
    for (const statement of FENCE) await connection.query(statement);
    return { db, connection, terminate: () => db.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    URL.revokeObjectURL(wasm);
  }
}
