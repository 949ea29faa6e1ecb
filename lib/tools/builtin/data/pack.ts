import type { Desk } from "../../../desk/types";
import type { AnyTool } from "../../define-tool";
import { createChart } from "./create-chart";
import { describeTable } from "./describe-table";
import { listTables } from "./list-tables";
import { runSql } from "./run-sql";

/** The tools over a desk's tables. All of them only read. */
export function dataPack(desk: Desk): AnyTool[] {
  return [listTables(desk), describeTable(desk), runSql(desk), createChart(desk)];
}
