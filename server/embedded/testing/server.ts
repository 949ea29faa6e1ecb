import { onTestFinished } from "vitest";
import { echoBackend } from "../backends/echo";
import { Holds } from "../backends/holds";
import { createScriptedBackend } from "../backends/scripted";
import { createResponsesServer, type ResponsesServerOptions } from "../responses-server";
import { connect, type TestClient } from "./client";

export const API_KEY = "test-key";

export const bearer = { authorization: `Bearer ${API_KEY}` };

/** A server with `scripted` and `echo`, closed when the test ends. */
export async function startServer(overrides: Partial<ResponsesServerOptions> = {}) {
  const holds = new Holds();
  const models = new Map([
    ["scripted", createScriptedBackend({ holds })],
    ["echo", echoBackend],
  ]);
  const errors: unknown[] = [];
  const server = createResponsesServer({
    apiKey: API_KEY,
    models,
    onError: (error) => errors.push(error),
    ...overrides,
    limits: { drainMs: 50, ...overrides.limits },
  });
  const { url, port } = await server.listen();
  onTestFinished(() => server.close());
  const socketUrl = `${url.replace("http", "ws")}/responses`;
  return {
    server,
    holds,
    errors,
    url,
    port,
    socketUrl,
    connect: (): Promise<TestClient> => connect(socketUrl, { headers: bearer }),
    post: (body: object, init: RequestInit = {}): Promise<Response> =>
      fetch(`${url}/responses`, {
        method: "POST",
        headers: { ...bearer, "content-type": "application/json" },
        body: JSON.stringify({ model: "scripted", ...body }),
        ...init,
      }),
  };
}

/** A user message that carries a script. */
export const script = (...turns: unknown[]): string => `#script${JSON.stringify(turns)}`;

export const output = (callId: string | undefined, value = "ok") => ({
  type: "function_call_output",
  call_id: callId,
  output: value,
});
