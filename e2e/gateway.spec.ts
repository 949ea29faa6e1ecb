import WebSocket from "ws";
import { expect, test } from "./fixtures";

const KEY = "gateway-key-of-this-test";
const bearer = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };

type Event = { type: string; response?: { id: string; status: string }; delta?: string };

/** All events up to the terminal one of one `response.create`. */
function respond(socket: WebSocket, body: Record<string, unknown>): Promise<Event[]> {
  return new Promise((resolve, reject) => {
    const events: Event[] = [];
    const hear = (raw: WebSocket.RawData): void => {
      const event = JSON.parse(String(raw)) as Event;
      events.push(event);
      if (event.type === "error") reject(new Error(String(raw)));
      if (event.type !== "response.completed") return;
      socket.off("message", hear);
      resolve(events);
    };
    socket.on("message", hear);
    socket.send(JSON.stringify({ type: "response.create", ...body }));
  });
}

test("[GATE-1] with a gateway key, the app's own port serves the embedded models over HTTP and WebSocket", async ({
  launch,
}) => {
  const { origin } = await launch({ GATEWAY_API_KEY: KEY });
  const models = await fetch(`${origin}/v1/models`, { headers: bearer });
  expect(models.status).toBe(200);
  expect(JSON.stringify(await models.json())).toContain('"echo"');
  const body = JSON.stringify({ model: "echo", input: "over HTTP" });
  const answer = await fetch(`${origin}/v1/responses`, { method: "POST", headers: bearer, body });
  expect(JSON.stringify(await answer.json())).toContain("over HTTP");

  const socket = new WebSocket(`${origin.replace("http", "ws")}/v1/responses`, { headers: bearer });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const first = await respond(socket, { model: "echo", input: "over one socket", store: false });
  const text = first.map((event) => event.delta ?? "").join("");
  expect(text).toBe("over one socket");
  const previous = first.at(-1)?.response?.id;
  const second = await respond(socket, {
    model: "echo",
    input: "again",
    previous_response_id: previous,
    store: false,
  });
  expect(second.at(-1)?.response?.status).toBe("completed");
  socket.close();
});

test("[GATE-2] without its key the gateway is refused, and without the setting it does not exist", async ({
  launch,
}) => {
  const open = await launch({ GATEWAY_API_KEY: KEY });
  expect((await fetch(`${open.origin}/v1/models`)).status).toBe(401);
  expect(
    (await fetch(`${open.origin}/v1/models`, { headers: { authorization: "Bearer wrong-key" } })).status,
  ).toBe(401);
  const closed = await launch();
  expect((await fetch(`${closed.origin}/v1/models`, { headers: bearer })).status).toBe(404);
});
