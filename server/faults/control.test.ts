import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../lib/util/clock";
import { startServer, type TestServer } from "../testing/start-server";
import { mintCookie } from "../testing/page";
import { openFaults } from "./faults";

let server: TestServer;
let cookie: string;

const open = async (state: "on" | "off"): Promise<void> => {
  server = await startServer(state === "on" ? { faults: openFaults(systemClock) } : {});
  cookie = await mintCookie(server.origin);
};

afterEach(() => server.stop());

type Ask = { method?: string; body?: unknown; headers?: Record<string, string> };

const ask = ({ method = "POST", body, headers = {} }: Ask): Promise<Response> =>
  fetch(`${server.origin}/api/faults`, {
    method,
    headers: { cookie, origin: server.origin, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

test("without FAULTS=1 there are no such routes", async () => {
  await open("off");
  for (const method of ["GET", "POST", "PUT"]) expect((await ask({ method })).status).toBe(404);
});

test("a fault is armed by a page of this server only, and by nobody without an identity", async () => {
  await open("on");
  const body = { fault: "forget_response" };
  expect((await ask({ body, headers: { origin: "http://elsewhere.example" } })).status).toBe(403);
  expect((await ask({ body, headers: { cookie: "" } })).status).toBe(401);
  expect((await ask({ body })).status).toBe(200);
  expect(await (await ask({ method: "GET" })).json()).toEqual({
    armed: [{ id: 1, fault: { fault: "forget_response" } }],
    fired: [],
  });
});

test.each([
  {},
  { fault: "unheard_of" },
  { fault: "drop_upstream" },
  { fault: "drop_upstream", moment: "some_day" },
  { fault: "slow_upstream", ms: 1e9 },
  { fault: "slow_upstream", ms: "1" },
  { fault: "forget_response", more: true },
  { fault: "drop_page", page: "../../etc" },
])("what is no fault is refused: %j", async (body) => {
  await open("on");
  const answer = await ask({ body });
  expect(answer.status).toBe(400);
  expect(await (await ask({ method: "GET" })).json()).toEqual({ armed: [], fired: [] });
});

test("values that are left out are filled in, and a page's id is not told to others", async () => {
  await open("on");
  await ask({ body: { fault: "delay_tool", page: "executor-0000000001" } });
  await ask({ body: { fault: "stall_upstream" } });
  expect(await (await ask({ method: "GET" })).json()).toMatchObject({
    armed: [
      { fault: { fault: "delay_tool", ms: 3_000 } },
      { fault: { fault: "stall_upstream", after: 6, dead: false } },
    ],
  });
  expect(await (await ask({ method: "GET" })).text()).not.toContain("executor-");
});

test("no more than 32 faults wait at once, and all of them can be taken back", async () => {
  await open("on");
  const statuses: number[] = [];
  for (let at = 0; at < 33; at += 1)
    statuses.push((await ask({ body: { fault: "forget_response" } })).status);
  expect(statuses).toEqual([...Array<number>(32).fill(200), 400]);
  expect(await (await ask({ body: { fault: "none" } })).json()).toEqual({ armed: [], fired: [] });
});
