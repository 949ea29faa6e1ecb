import type { Cell } from "../../lib/desk/types";
import { cellText, columnFormat } from "./cells";

/** What is picked in a chart, in words: "region East, revenue 1,204.5". */
export const pickedText = (values: Readonly<Record<string, Cell>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${valueText(name, value)}`)
    .join(", ");

function valueText(name: string, value: Cell): string {
  if (value === null) return "missing";
  const type = typeof value === "number" ? "DOUBLE" : "VARCHAR";
  return cellText(value, columnFormat({ name, type }, 0, [[value]]));
}
