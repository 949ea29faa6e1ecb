import { createDesk } from "../../lib/desk/desk";
import { DESK_ASSETS, startEngine } from "../../lib/desk/engine";
import { type Chart, drawChart } from "../../lib/desk/chart";
import type { Desk } from "../../lib/desk/types";
import { dataPack } from "../../lib/tools/builtin/data/pack";
import { createRegistry } from "../../lib/tools/registry";

export type DeskPage = {
  desk: Desk;
  file: (name: string, content: BlobPart) => File;
  ungated: typeof ungated;
  call: typeof call;
  draw: typeof draw;
  salesCsv: typeof salesCsv;
};

declare const window: { deskPage: DeskPage };

const desk = createDesk({ deskId: "test-desk" });
const registry = createRegistry(dataPack(desk));

async function call(
  name: string,
  args: unknown,
): Promise<{ output: string; artifact: unknown } | { error: string }> {
  const tool = registry.get(name);
  const parsed = await tool?.parse(args);
  if (tool === undefined || parsed?.ok !== true) return { error: "the arguments do not fit" };
  const context = {
    signal: new AbortController().signal,
    callId: "call_1",
    progress: () => undefined,
    ask: () => Promise.reject(new Error("asks nothing")),
  };
  try {
    const { output, artifact } = await tool.run(parsed.args, context);
    return { output: typeof output === "string" ? output : JSON.stringify(output), artifact };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function draw(artifact: unknown): Promise<void> {
  const container = document.querySelector<HTMLElement>("#chart");
  if (container === null) throw new Error("the page has no place for a chart");
  const theme = {
    font: "sans-serif",
    monoFont: "monospace",
    text: "#111",
    mutedText: "#666",
    line: "#ddd",
    palette: ["#0a7"],
  };
  await drawChart(container, artifact as Chart, { theme, width: 400 });
}

/** What a fenced engine answers to SQL that no gate has seen. */
async function ungated(texts: string[]): Promise<{ sql: string; rows: number }[]> {
  const engine = await startEngine(DESK_ASSETS);
  const answers: { sql: string; rows: number }[] = [];
  for (const sql of texts) {
    const table = await engine.connection.query(sql).catch(() => undefined);
    answers.push({ sql, rows: table?.numRows ?? 0 });
  }
  await engine.terminate();
  return answers;
}

const REGIONS = ["North", "South", "East", "West"];
const DAY_MS = 86_400_000;

/** A CSV of so many sales, the same ones each time. */
function salesCsv(rows: number): string {
  const lines = ["id,day,region,product,quantity,amount"];
  for (let id = 0; id < rows; id += 1) {
    const day = new Date(Date.UTC(2024, 0, 1) + (id % 700) * DAY_MS).toISOString().slice(0, 10);
    const amount = ((id * 7_919) % 100_000) / 100;
    lines.push(`${id},${day},${REGIONS[id % 4]},product ${id % 23},${1 + (id % 9)},${amount.toFixed(2)}`);
  }
  return lines.join("\n");
}

window.deskPage = {
  desk,
  salesCsv,
  ungated,
  call,
  draw,
  file: (name, content) => new File([content], name),
};
