import type { FunctionTool, Item } from "../../../lib/responses/item";
import { script } from "../testing/server";
import { backendContract } from "./backend.contract";
import { createDeskBackend } from "./desk/desk";
import { echoBackend } from "./echo";
import { createScriptedBackend } from "./scripted";

const tool = (name: string): FunctionTool => ({ type: "function", name, parameters: {} });

const LONG = "What goes out comes back, word for word and in the order in which it went. ".repeat(4);

backendContract("echo", () => ({ backend: echoBackend, talk: LONG, calls: null, fails: null }), "text");

backendContract("scripted", () => ({
  backend: createScriptedBackend(),
  talk: script([{ say: LONG, chunk: 3 }]),
  calls: {
    ask: script([
      { call: { name: "f", arguments: { a: 1 } } },
      { call: { name: "g", arguments: { b: [2] } } },
    ]),
    tools: [tool("f"), tool("g")],
  },
  fails: script([{ say: "so far" }, { fail: { code: "server_error", message: "no more" } }]),
}));

const table = (name: string) => ({ name, rows: 3, columns: ["region", "amount"] });

const twoTables: readonly Item[] = [
  { role: "user", content: "describe all tables" },
  { type: "function_call", call_id: "c1", name: "list_tables", arguments: "{}" },
  {
    type: "function_call_output",
    call_id: "c1",
    output: JSON.stringify({ tables: [table("orders"), table("refunds")] }),
  },
];

backendContract("desk", () => ({
  backend: createDeskBackend(),
  talk: "stream 25 words",
  calls: { ask: twoTables, tools: ["list_tables", "describe_table", "run_sql"].map(tool) },
  fails: "fail",
}));
