import type { DeskTable } from "../../lib/desk/types";
import type { Artifact } from "../../lib/protocol/tool";

export type ListedTable = {
  name: string;
  rows: number;
  /** Names with types where they are known. */
  columns: readonly { name: string; type: string | null }[];
  /** Where it came from; null in a shared view. */
  file: string | null;
  bytes: number | null;
};

export const listedTables = (tables: readonly DeskTable[]): ListedTable[] =>
  tables.map(({ name, rows, columns, file, bytes }) => ({ name, rows, columns, file, bytes }));

/** The tables that a catalog artifact names: its columns are name, rows, columns. */
export function catalogTables({ columns, rows }: Artifact): ListedTable[] {
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  const [nameAt, rowsAt, columnsAt] = [at("name"), at("rows"), at("columns")];
  return rows.flatMap((row) => {
    const name = row[nameAt < 0 ? 0 : nameAt];
    const count = row[rowsAt < 0 ? 1 : rowsAt];
    if (typeof name !== "string") return [];
    const listed = columnsOf(row[columnsAt < 0 ? 2 : columnsAt]);
    return [{ name, rows: typeof count === "number" ? count : 0, columns: listed, file: null, bytes: null }];
  });
}

function columnsOf(value: unknown): ListedTable["columns"] {
  if (typeof value === "string") return columnsOf(value.split(/,\s*/));
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item === "string" && item !== "") return [{ name: item, type: null }];
    if (typeof item !== "object" || item === null) return [];
    const { name, type } = item as { name?: unknown; type?: unknown };
    return typeof name === "string" ? [{ name, type: typeof type === "string" ? type : null }] : [];
  });
}

/** Bytes of the files behind the tables; a file with several tables counts once. */
export function deskBytes(tables: readonly DeskTable[]): number {
  const files = new Map(tables.map(({ file, bytes }) => [file, bytes]));
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
}
