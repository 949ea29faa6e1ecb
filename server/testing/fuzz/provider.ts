import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { Dice } from "./dice";
import { mutate, textOf } from "./mutate";

/** A provider that answers every request with events of which many are wrong. */
export type HostileProvider = { readonly url: string; sent(): number; close(): void };

export async function openHostileProvider(seed: number): Promise<HostileProvider> {
  const seeds = new Dice(seed);
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  let sent = 0;
  server.on("connection", (socket, request) => {
    const dice = new Dice(seeds.seed());
    socket.on("error", () => undefined);
    socket.on("message", () => {
      const frames = answer(dice);
      sent += frames.length + 1;
      for (const frame of frames) socket.send(frame);
      end(socket, request.socket, dice);
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    sent: () => sent,
    close: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

type Event = Record<string, unknown> & { type: string };

function answer(dice: Dice): (string | Buffer)[] {
  const id = `resp_${dice.below(1e9)}`;
  const events: Event[] = [
    { type: "response.created", response: responseOf(id, "in_progress") },
    ...Array.from({ length: dice.below(3) }, (_none, index) => itemEvents(dice, index)).flat(),
  ];
  return events.flatMap((event, at) => framesOf({ sequence_number: at, ...event }, dice));
}

function framesOf(event: Event, dice: Dice): (string | Buffer)[] {
  const value = dice.chance(0.25) ? mutate(event, dice) : event;
  const frame = dice.chance(0.25) ? textOf(value, dice) : JSON.stringify(value);
  if (dice.chance(0.02)) return [frame, frame];
  if (dice.chance(0.01)) return [Buffer.from(frame)];
  if (dice.chance(0.02)) return [frame, JSON.stringify(strangeEvent(dice))];
  return [frame];
}

function strangeEvent(dice: Dice): unknown {
  const type = dice.pick([
    ...([
      "response.queued",
      "response.steer.accepted",
      "response.steer.failed",
      "__proto__",
      "ping",
    ] as const),
    ...(["response.done", "response.failed", "response.incomplete", "constructor", ""] as const),
  ]);
  const ids = { stream_id: dice.pick(["other", "", null]), sequence_number: dice.pick([-1, 0, 1e9, null]) };
  return {
    type,
    ...ids,
    response: responseOf("resp_foreign", dice.pick(["failed", "queued", ""])),
    steer: {},
  };
}

const responseOf = (id: string, status: string, output: unknown[] = []) => ({
  ...{ id, status, output, object: "response", model: "echo", error: null, incomplete_details: null },
  usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
});

function itemEvents(dice: Dice, index: number): Event[] {
  const place = { output_index: index, item_id: `item_${dice.below(1e6)}` };
  return dice.chance(0.25) ? callEvents(dice, place) : textEvents(dice, place);
}

type Place = { output_index: number; item_id: string };

function textEvents(dice: Dice, place: Place): Event[] {
  const item = { id: place.item_id, type: dice.pick(["message", "message", "reasoning"]), role: "assistant" };
  const delta = { ...place, content_index: 0, type: "response.output_text.delta" };
  const deltas = Array.from({ length: dice.below(150) }, () => ({ ...delta, delta: dice.text(30) }));
  const content = [{ type: "output_text", text: deltas.map((each) => each.delta).join(""), annotations: [] }];
  return [
    { type: "response.output_item.added", ...place, item: { ...item, content: [] } },
    ...deltas,
    { type: "response.output_item.done", ...place, item: { ...item, content, summary: [] } },
  ];
}

function callEvents(dice: Dice, place: Place): Event[] {
  const call = {
    id: place.item_id,
    type: "function_call",
    call_id: `call_${dice.below(20)}`,
    name: dice.text(8),
  };
  const done = { ...call, arguments: dice.pick(["{}", "{", "[1]", '{"__proto__":1}', ""]) };
  return [
    { type: "response.output_item.added", ...place, item: { ...call, arguments: "" } },
    { type: "response.function_call_arguments.delta", ...place, delta: dice.text(20) },
    { type: "response.output_item.done", ...place, item: done },
  ];
}

/** Most responses end well; the others break off in one of the ways in which a connection can. */
function end(socket: WebSocket, stream: Duplex, dice: Dice): void {
  if (dice.chance(0.9)) {
    const event = {
      type: "response.completed",
      response: responseOf(`resp_${dice.below(1e9)}`, "completed"),
    };
    return socket.send(JSON.stringify(dice.chance(0.02) ? mutate(event, dice) : event));
  }
  const ways: readonly [() => void, ...(() => void)[]] = [
    () =>
      socket.send(JSON.stringify({ type: "error", status: 500, error: { code: dice.text(5), message: "" } })),
    () => socket.close(dice.pick([1000, 1001, 1011, 1012, 4000])),
    () => socket.terminate(),
    () => void stream.write(dice.bytes(1 + dice.below(60))),
    () => socket.send(dice.bytes(20)),
  ];
  dice.pick(ways)();
}
