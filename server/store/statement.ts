import type Database from "libsql";

export type Db = InstanceType<typeof Database>;
export type Param = string | number | Uint8Array | null;

/** A prepared statement whose rows have the shape its SQL selects. */
export interface Statement<Row> {
  run(...params: Param[]): void;
  get(...params: Param[]): Row | undefined;
  all(...params: Param[]): Row[];
}

export function prepare<Row = never>(db: Db, sql: string): Statement<Row> {
  const statement = db.prepare(sql);
  return {
    run: (...params) => void statement.run(params.map(bindable)),
    get: (...params) => statement.get(params.map(bindable)) as Row | undefined,
    all: (...params) => statement.all(params.map(bindable)) as Row[],
  };
}

/** The driver cuts a text at its first NUL, which would make two different ids one. */
const bindable = (param: Param): Param =>
  typeof param === "string" && param.includes("\0") ? param.replaceAll("\0", "\uFFFD") : param;
