import { once } from "node:events";
import WebSocket from "ws";
import type { Item } from "../lib/responses/item";
import { Running, type Client } from "./client";
import { INSTRUCTIONS, modelOf, QUESTION, TOOL_OUTPUT, TOOLS, type Scenario } from "./scenario";
import { ages } from "./stamp";

type Received = { type: string; delta: string; item: Item; response: { id: string }; error: unknown };

const tools = TOOLS.map(({ name, description, parameters }) => ({
  type: "function",
  name,
  description,
  parameters,
  strict: true,
}));

/** A client of the provider's own protocol, to the provider itself or through a relay that changes nothing. */
export async function openDirect(url: string): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  let previous: string | null = null;
  let running: { turn: Running; model: string } | null = null;
  let calls: Item[] = [];

  const create = (input: Item[]): void => {
    const chain = previous === null ? {} : { previous_response_id: previous };
    const settings = { model: running?.model, instructions: INSTRUCTIONS, tools, parallel_tool_calls: true };
    const include = ["reasoning.encrypted_content"];
    socket.send(
      JSON.stringify({ type: "response.create", ...settings, store: false, include, ...chain, input }),
    );
  };
  const completed = (id: string): void => {
    previous = id;
    const outputs = calls.map(({ call_id = "" }) => ({
      type: "function_call_output",
      call_id,
      output: TOOL_OUTPUT,
    }));
    calls = [];
    if (outputs.length > 0) create(outputs);
    else running?.turn.finish();
  };
  socket.on("message", (raw) => {
    const event = JSON.parse(String(raw)) as Received;
    if (event.type === "response.output_text.delta") running?.turn.heard(ages(event.delta));
    else if (event.type === "response.output_item.done" && event.item.type === "function_call")
      calls.push(event.item);
    else if (event.type === "response.completed") completed(event.response.id);
    else if (event.type === "error") running?.turn.fail(JSON.stringify(event.error));
  });
  socket.on("error", (error) => running?.turn.fail(error.message));
  return {
    turn: (scenario: Scenario) => {
      const turn = new Running();
      running = { turn, model: modelOf(scenario) };
      create([{ type: "message", role: "user", content: [{ type: "input_text", text: QUESTION }] }]);
      return turn.done;
    },
    announce: () => undefined,
    heard: () => running?.turn.count ?? 0,
    close: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}
