import { onTestFinished } from "vitest";
import { startApp } from "../../http/testing/start-app";
import { createDeskBackend } from "../backends/desk/desk";
import { echoBackend } from "../backends/echo";
import { Holds } from "../backends/holds";
import { createScriptedBackend } from "../backends/scripted";
import { createResponsesServer, type ResponsesServerOptions } from "../responses-server";
import { API_KEY } from "./server";

/** The embedded server on the app's own port, as `GATEWAY_API_KEY` mounts it; closed when the test ends. */
export async function startGateway(overrides: Partial<ResponsesServerOptions> = {}) {
  const holds = new Holds();
  const backends = [createScriptedBackend({ holds }), createDeskBackend(), echoBackend];
  const models = new Map(backends.map((backend) => [backend.id, backend]));
  const server = createResponsesServer({ apiKey: API_KEY, models, ...overrides });
  const app = await startApp({ embedded: server });
  onTestFinished(async () => {
    await server.close();
    await app.close();
  });
  const baseURL = `${app.origin}/v1`;
  return { holds, app, apiKey: API_KEY, baseURL, socketUrl: `${baseURL.replace("http", "ws")}/responses` };
}
