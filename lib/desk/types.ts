export type Cell = string | number | boolean | null;

/** `type` is DuckDB's name: BIGINT, VARCHAR, TIMESTAMP … */
export type DeskColumn = { name: string; type: string };

/** `kept` says whether the source file outlives the page. */
export type DeskTable = {
  name: string;
  file: string;
  bytes: number;
  rows: number;
  columns: DeskColumn[];
  kept: "opfs" | "memory";
};

export type ImportResult = { ok: true; tables: DeskTable[] } | { ok: false; message: string };

/** `total` counts the rows of the whole result, of which `rows` may be the first part; `ms` is wall time. */
export type QueryRows = {
  columns: DeskColumn[];
  rows: Cell[][];
  total: number;
  truncated: boolean;
  ms: number;
};

export type QueryFailure = {
  ok: false;
  code: "refused" | "sql_error" | "cancelled" | "unavailable" | "no_table";
  message: string;
};
export type QueryResult = ({ ok: true } & QueryRows) | QueryFailure;

/** `samples` are the most frequent values as text, at most 8, cut at 60 characters. */
export type ColumnProfile = DeskColumn & {
  nulls: number;
  distinct: number;
  min: Cell;
  max: Cell;
  samples: string[];
};
export type TableProfile = { table: string; rows: number; columns: ColumnProfile[] };
export type DescribeResult = ({ ok: true } & TableProfile) | QueryFailure;

export type RestoreResult = { tables: DeskTable[]; failed: { file: string; message: string }[] };

export type LastResult = QueryRows & { sql: string; title: string };

/** What a view of the desk draws. `keeps` is `memory` when nothing outlives the page, `note` says why. */
export type DeskState = {
  engine: "closed" | "starting" | "ready" | "failed";
  keeps: "unknown" | "opfs" | "memory";
  note: string;
  tables: readonly DeskTable[];
  lastResult: LastResult | undefined;
};

/** 0 to 1, and what is going on. */
export type ImportProgress = (fraction: number, label: string) => void;

/** With `keep: false` the rows do not become the desk's `lastResult`. */
export type QueryOptions = { limit?: number; signal?: AbortSignal; title?: string; keep?: boolean };

/**
 * Tables in this page: DuckDB in a worker without a network, and the source files in OPFS.
 * Nothing rejects for a bad file, bad SQL or a cancelled query: those are results.
 */
export type Desk = {
  readonly deskId: string;
  /** Loads DuckDB. Everything else calls it when needed. */
  open: () => Promise<void>;
  importFile: (file: File, onProgress?: ImportProgress) => Promise<ImportResult>;
  /** Imports the files again that an earlier page of this desk kept. */
  restore: () => Promise<RestoreResult>;
  tables: () => readonly DeskTable[];
  describe: (table: string, options?: { signal?: AbortSignal }) => Promise<DescribeResult>;
  /** Runs one read-only statement; at most `limit` rows (1 to 10,000, default 100). */
  query: (sql: string, options?: QueryOptions) => Promise<QueryResult>;
  removeTable: (name: string) => Promise<boolean>;
  state: () => DeskState;
  /** Calls `listener` after each change of `state()`, which is a new object then. */
  subscribe: (listener: () => void) => () => void;
  close: () => Promise<void>;
};
