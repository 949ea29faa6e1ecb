import { quoteName, quoteText } from "./names";
import type { DeskColumn } from "./types";

export type Sort = { column: string; direction: "asc" | "desc" };

/** What of a table is looked at: `filter` is text that a row has in one of its columns, "" for all rows. */
export type Browsed = { table: string; columns: readonly DeskColumn[]; sort: Sort | null; filter: string };

/** `rowid` puts rows that sort alike into one order, the file's. */
function orderOf({ sort }: Browsed): string {
  if (!sort) return "order by rowid";
  return `order by ${quoteName(sort.column)} ${sort.direction} nulls last, rowid`;
}

function whereOf({ columns, filter }: Browsed): string {
  if (filter === "") return "";
  const texts = columns.map(
    ({ name }) => `contains(lower(${quoteName(name)}::varchar), lower(${quoteText(filter)}))`,
  );
  return `where ${texts.map((text) => `coalesce(${text}, false)`).join(" or ")}`;
}

/** Some rows, in their order. */
export function rowsSql(browsed: Browsed, { from, count }: { from: number; count: number }): string {
  const parts = ["select * from", quoteName(browsed.table), whereOf(browsed), orderOf(browsed)];
  return `${parts.join(" ")} limit ${count} offset ${from}`;
}

export const countSql = (browsed: Browsed): string =>
  `select count(*) from ${quoteName(browsed.table)} ${whereOf(browsed)}`;
