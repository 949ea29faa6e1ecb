import { toRows } from "./cell";
import type { DeskStore } from "./desk-store";
import type { Engine } from "./engine";
import type { EngineHolder } from "./engine-holder";
import { importInto, objection } from "./import-file";
import { quoteName, tableName } from "./names";
import type { Shelf } from "./shelf";
import type { SourceFile } from "./source-store";
import { sqlMessage } from "./sql-error";
import type { DeskTable, ImportProgress, ImportResult, QueryFailure, RestoreResult } from "./types";

export type TablesOptions = { store: DeskStore; engines: EngineHolder; shelf: Shelf };

/** The tables of a desk and the files behind them. Changes happen one after another. */
export type Tables = {
  importFile: (file: File, progress: ImportProgress) => Promise<ImportResult>;
  restore: () => Promise<RestoreResult>;
  remove: (name: string) => Promise<boolean>;
  /** Imports all sources into an engine that has just started. */
  refill: (engine: Engine) => Promise<void>;
  missing: (name: string) => QueryFailure;
};

let minted = 0;

/** Sorts in the order of minting, also over reloads. */
function mintId(): string {
  minted += 1;
  const count = String(minted).padStart(4, "0");
  return `${Date.now().toString().padStart(15, "0")}-${count}-${crypto.randomUUID().slice(0, 8)}`;
}

async function look(engine: Engine, name: string): Promise<Pick<DeskTable, "rows" | "columns">> {
  const counted = toRows(await engine.connection.query(`select count(*) from ${quoteName(name)}`));
  const described = toRows(await engine.connection.query(`describe ${quoteName(name)}`));
  return {
    rows: Number(counted.rows[0]?.[0] ?? 0),
    columns: described.rows.map(([column, type]) => ({ name: String(column), type: String(type) })),
  };
}

function queue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = tail.then(work);
    tail = done.catch(() => undefined);
    return done;
  };
}

type Change = TablesOptions & { sources: Map<string, SourceFile> };

function put({ store }: Change, table: DeskTable): void {
  store.change({ tables: [...store.state().tables.filter((one) => one.name !== table.name), table] });
}

async function bring(
  change: Change,
  { source, progress }: { source: SourceFile; progress: ImportProgress },
): Promise<ImportResult> {
  const { file, table } = source;
  return change.engines.run(async (engine): Promise<ImportResult> => {
    const done = await importInto(engine, { file, table, progress });
    if (!done.ok) return done;
    const found = await look(engine, table);
    return { ok: true, tables: [{ name: table, file: file.name, bytes: file.size, kept: "opfs", ...found }] };
  });
}

async function importFile(change: Change, file: File, progress: ImportProgress): Promise<ImportResult> {
  progress(0, "Looking at the file");
  const wrong = await objection(file);
  if (wrong !== undefined) return { ok: false, message: wrong };
  progress(0.1, "Starting the desk");
  const table = tableName(file.name, new Set(change.sources.keys()));
  const source: SourceFile = { id: mintId(), table, file };
  const result = await bring(change, { source, progress });
  if (!result.ok) return result;
  progress(0.9, "Keeping the file");
  change.sources.set(table, source);
  const kept = await change.shelf.keep(source);
  const tables = result.tables.map((one) => ({ ...one, kept }));
  for (const one of tables) put(change, one);
  progress(1, "Done");
  return { ok: true, tables };
}

/** Two pages of one desk may have kept files under the same table name: the later one is renamed. */
async function bringBack(change: Change, kept: SourceFile): Promise<ImportResult> {
  const taken = new Set(change.sources.keys());
  const source = taken.has(kept.table) ? { ...kept, table: tableName(kept.file.name, taken) } : kept;
  const brought = await bring(change, { source, progress: () => undefined });
  if (!brought.ok) return brought;
  change.sources.set(source.table, source);
  for (const table of brought.tables) put(change, table);
  return brought;
}

async function restore(change: Change): Promise<RestoreResult> {
  const result: RestoreResult = { tables: [], failed: [] };
  for (const source of await change.shelf.list()) {
    if ([...change.sources.values()].some((one) => one.id === source.id)) continue;
    const brought = await bringBack(change, source);
    if (brought.ok) result.tables.push(...brought.tables);
    else result.failed.push({ file: source.file.name, message: brought.message });
  }
  return result;
}

async function remove(change: Change, name: string): Promise<boolean> {
  const source = change.sources.get(name);
  if (source === undefined) return false;
  change.sources.delete(name);
  await change.shelf.remove(source.id);
  await change.engines.run((engine) => engine.connection.query(`drop table if exists ${quoteName(name)}`));
  change.store.change({ tables: change.store.state().tables.filter((one) => one.name !== name) });
  return true;
}

async function refill({ sources }: Change, engine: Engine): Promise<void> {
  for (const { file, table } of sources.values()) {
    await importInto(engine, { file, table, progress: () => undefined });
  }
}

function missing({ store }: Change, name: string): QueryFailure {
  const names = store.state().tables.map((table) => table.name);
  const list = names.length === 0 ? "There are no tables yet." : `Tables: ${names.join(", ")}`;
  return { ok: false, code: "no_table", message: `There is no table "${name.slice(0, 80)}". ${list}` };
}

export function createTables(options: TablesOptions): Tables {
  const change: Change = { ...options, sources: new Map() };
  const inTurn = queue();
  const orMessage = async (file: File, work: Promise<ImportResult>): Promise<ImportResult> =>
    work.catch((error: unknown) => ({
      ok: false,
      message: `${file.name} could not be read: ${sqlMessage(error)}`,
    }));
  return {
    importFile: (file, progress) =>
      orMessage(
        file,
        inTurn(() => importFile(change, file, progress)),
      ),
    restore: () => inTurn(() => restore(change)),
    remove: (name) => inTurn(() => remove(change, name)),
    refill: (engine) => refill(change, engine),
    missing: (name) => missing(change, name),
  };
}
