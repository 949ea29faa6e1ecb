import { expect, test } from "vitest";
import { bench, type Bench } from "./testing/bench";
import { ManualClock } from "./testing/manual-clock";
import { until } from "./testing/recorder";
import { answer, begun, callItem, ended, itemFrames, messageItem } from "./testing/reply";
import { continues, opens, settings, user } from "./testing/requests";
import { steerAccepted, steerFailed, steerPending } from "./testing/steers";

const steer = { key: "a", steerId: "s1", text: "Be blunt.", successor: "a2" };

type Frame = Record<string, unknown>;
const frames = (at: Bench, ...all: Frame[]): void => {
  for (const frame of all) at.provider.sockets.at(-1)?.send(JSON.stringify(frame));
};
const types = (at: Bench, key: string): string[] => at.heard.of(key).map(({ type }) => type);

/** A response under way, known by its id, that answers nothing by itself. */
async function underWay(options: Parameters<typeof bench>[0] = {}): Promise<Bench> {
  const at = await bench({ profile: { steer: "all" }, ...options });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  return at;
}

const steered = (id: string): Frame =>
  ended(id, "incomplete", {
    output: [messageItem(id, "half")],
    incomplete_details: { reason: "steered" },
  });

test("[C13] a steer names the response under way, whose half answer is kept, and its successor comes by itself under the key it was given", async () => {
  const at = await underWay();
  expect(at.line.steer(steer)).toBe("sent");
  await until(() => at.provider.steers.length === 1);
  expect(at.provider.steers[0]?.body).toEqual({
    type: "response.steer",
    previous_response_id: "resp_1",
    input: "Be blunt.",
  });
  frames(
    at,
    steerAccepted("steer_1", "resp_1"),
    steered("resp_1"),
    ...answer("resp_9", [messageItem("resp_9", "No.")]),
  );
  expect(await at.heard.ended("a2")).toMatchObject({
    type: "done",
    output: [{ content: [{ text: "No." }] }],
  });
  expect(types(at, "a")).toEqual(["started", "steer_accepted", "item_added", "item_done", "done"]);
  expect(at.heard.of("a").at(-1)).toMatchObject({ status: "incomplete", reason: "steered" });
  expect(await at.heard.started("a2")).toMatchObject({
    providerId: "resp_9",
    bytes: { up: at.provider.steers[0]?.text.length },
  });
});

test("the successor of a steer is the chain that the next request continues", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(
    at,
    steerAccepted("steer_1", "resp_1"),
    steered("resp_1"),
    ...answer("resp_9", [messageItem("resp_9", "No.")]),
  );
  await at.heard.ended("a2");
  const text = { type: "message", role: "user", content: [{ type: "input_text", text: "Be blunt." }] };
  const said = (words: string) => ({
    type: "message",
    role: "assistant",
    content: [{ type: "output_text", text: words, annotations: [] }],
  });
  const history = [user("hello"), said("half"), text, said("No.")];
  at.line.create(continues("b", "a2", history, [user("more")]));
  await at.heard.ended("b");
  expect(at.provider.requests[1]?.body).toMatchObject({
    previous_response_id: "resp_9",
    input: [user("more")],
  });
  const other = await bench();
  other.line.create(continues("b", "none", history, [user("more")]));
  await other.heard.ended("b");
  const { bytes } = await at.heard.started("b");
  expect(bytes.up + bytes.notResent).toBe(Buffer.byteLength(other.provider.requests[0]?.text ?? ""));
});

test("a steer made before the response has begun is sent when it has", async () => {
  const at = await bench({ profile: { steer: "all" } });
  at.provider.replies.push({ type: "script", run: () => undefined });
  at.line.create(opens("a"));
  await until(() => at.provider.requests.length === 1);
  expect(at.line.steer(steer)).toBe("sent");
  frames(at, begun("resp_1"));
  await until(() => at.provider.steers.length === 1);
  expect(at.provider.steers[0]?.body.previous_response_id).toBe("resp_1");
});

test("a steer behind open calls waits, and the next request carries the outputs alone", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  const call = callItem("resp_1", { name: "look", arguments: "{}" });
  const done = ended("resp_1", "completed", { output: [call] });
  frames(
    at,
    steerAccepted("steer_1", "resp_1"),
    ...itemFrames(call, 0),
    done,
    steerPending("steer_1", "resp_1"),
  );
  await at.heard.first((event) => event.type === "steer_waiting");
  const output = { type: "function_call_output", call_id: "call_resp_1", output: "1" };
  at.line.create(continues("b", "a", [user("hello"), call], [output]));
  await at.heard.ended("b");
  expect(at.provider.requests[1]?.body).toMatchObject({ previous_response_id: "resp_1", input: [output] });
  expect(at.provider.sockets).toHaveLength(1);
});

test("a model or provider that cannot be steered says so, and is believed after one refusal", async () => {
  const never = await underWay({ profile: { steer: "none" } });
  expect(never.line.steer(steer)).toBe("unsupported");
  const family = await underWay({ profile: { steer: "gpt-6" } });
  expect(family.line.steer(steer)).toBe("unsupported");
  const at = await underWay();
  at.provider.onSteer = ({ socket }) => socket.send(JSON.stringify(steerFailed("steering_not_supported")));
  expect(at.line.steer(steer)).toBe("sent");
  const told = await at.heard.first((event) => event.type === "steer_failed");
  expect(told).toMatchObject({ key: "a", steerId: "s1", code: "steering_not_supported" });
  expect(at.line.capabilities.steer).toBe(false);
  expect(at.line.steer({ ...steer, steerId: "s2" })).toBe("unsupported");
  frames(at, ended("resp_1", "completed"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
});

test("a steer of another response than the one under way is not sent", async () => {
  const at = await underWay();
  expect(at.line.steer({ ...steer, key: "z" })).toBe("unsupported");
});

test("[C32] a connection lost before the successor begins fails the successor, and nothing is repeated", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(at, steerAccepted("steer_1", "resp_1"), steered("resp_1"));
  await at.heard.ended("a");
  at.provider.sockets[0]?.terminate();
  expect(await at.heard.ended("a2")).toMatchObject({ type: "failed", failure: { code: "lost" } });
  expect(at.provider.requests).toHaveLength(1);
  expect(at.provider.steers).toHaveLength(1);
  expect(types(at, "a")).toEqual(["started", "steer_accepted", "item_added", "item_done", "done"]);
});

test("a successor that never begins times out under its own key", async () => {
  const clock = new ManualClock();
  const at = await underWay({ clock, limits: { reusedFirstEventMs: 300 } });
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(at, steerAccepted("steer_1", "resp_1"), steered("resp_1"));
  await at.heard.ended("a");
  clock.advance(300);
  expect(at.heard.of("a2")).toMatchObject([{ type: "failed", failure: { code: "timeout" } }]);
});

test("a successor that the provider could not make hands the text back and ends nothing else", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(at, steerAccepted("steer_1", "resp_1"), steered("resp_1"));
  frames(at, steerFailed("successor_creation_failed", { id: "steer_1" }));
  const told = await at.heard.first((event) => event.type === "steer_failed");
  expect(told).toMatchObject({ code: "successor_creation_failed", steerId: "s1" });
  at.line.create(opens("b"));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.heard.of("a2")).toEqual([]);
});

test("a request made while the answer to a steer is due waits for it", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(at, ended("resp_1", "completed", { output: [messageItem("resp_1", "done")] }));
  await at.heard.ended("a");
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  frames(at, steerFailed("response_already_completed"));
  await at.heard.ended("b");
  expect(types(at, "a")).toEqual(["started", "item_added", "item_done", "done", "steer_failed"]);
  expect(at.provider.requests[1]?.body).toMatchObject({ previous_response_id: "resp_1" });
});

test("[U16] a successor that nobody waits for any more ends with its socket and reaches no later response", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(at, ended("resp_1", "completed", { output: [messageItem("resp_1", "done")] }));
  await at.heard.ended("a");
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  frames(at, steerAccepted("steer_1", "resp_1"), ...answer("resp_9", [messageItem("resp_9", "stray")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done", output: [{ content: [{ text: "ok" }] }] });
  expect(at.heard.of("a2")).toEqual([]);
  expect(at.heard.of("a").at(-1)).toMatchObject({ type: "steer_failed", code: "superseded" });
  expect(at.provider.sockets).toHaveLength(2);
  expect(at.provider.requests[1]?.body).not.toHaveProperty("previous_response_id");
});

test("a provider that never answers a steer holds the next request back for a bounded time only", async () => {
  const clock = new ManualClock();
  const at = await underWay({ clock, limits: { reusedFirstEventMs: 300 } });
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(at, ended("resp_1", "completed"));
  await at.heard.ended("a");
  at.line.create(opens("b"));
  clock.advance(300);
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.heard.of("a").at(-1)).toMatchObject({ type: "steer_failed", code: "no_answer" });
});

test("[C22] a request that waits for the answer to a steer goes out in full when the connection ends first", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(at, ended("resp_1", "completed", { output: [messageItem("resp_1", "done")] }));
  await at.heard.ended("a");
  at.line.create(continues("b", "a", [user("hello")], [user("more")]));
  at.provider.sockets[0]?.terminate();
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.requests[1]?.body.input).toHaveLength(2);
  expect(at.heard.events.some(({ type }) => type === "steer_failed")).toBe(false);
});

test("[U21] text that was sent anew with the whole input is not handed back as well", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  const call = callItem("resp_1", { name: "look", arguments: "{}" });
  const done = ended("resp_1", "completed", { output: [call] });
  frames(at, steerAccepted("steer_1", "resp_1"), done, steerPending("steer_1", "resp_1"));
  await at.heard.first((event) => event.type === "steer_waiting");
  const refused = { status: 400, code: "previous_response_not_found", message: "not found" };
  at.provider.replies.push({ type: "error", ...refused }, { type: "stall", after: "nothing" });
  const output = { type: "function_call_output", call_id: "call_resp_1", output: "1" };
  at.line.create(continues("b", "a", [user("hello"), call, user(steer.text)], [output]));
  await until(() => at.provider.requests.length === 3);
  frames(at, steerFailed("successor_creation_failed", { id: "steer_1" }), ...answer("resp_9", []));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.requests[2]?.body.input).toHaveLength(4);
  expect(at.heard.events.some(({ type }) => type === "steer_failed")).toBe(false);
});

test("[C38] cancelling a steered response or its successor leaves nothing that could run on unseen", async () => {
  for (const key of ["a", "a2"]) {
    const at = await underWay();
    at.line.steer(steer);
    await until(() => at.provider.steers.length === 1);
    if (key === "a2") {
      frames(at, ended("resp_1", "completed"));
      await at.heard.ended("a");
    }
    const closed = new Promise((resolve) => at.provider.sockets[0]?.once("close", resolve));
    at.line.cancel(key);
    await closed;
    const before = at.heard.events.length;
    at.line.create(opens("b"));
    await at.heard.ended("b");
    expect(at.heard.of("b")).toHaveLength(at.heard.events.length - before);
  }
});

test("a response that fails hands the text of its steers back before it is told", async () => {
  const at = await underWay();
  at.line.steer(steer);
  await until(() => at.provider.steers.length === 1);
  frames(
    at,
    steerAccepted("steer_1", "resp_1"),
    ended("resp_1", "failed", { error: { code: "server_error" } }),
  );
  await at.heard.ended("a");
  expect(types(at, "a")).toEqual(["started", "steer_accepted", "steer_failed", "failed"]);
  at.line.create({ ...opens("b"), settings });
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.sockets).toHaveLength(2);
});
