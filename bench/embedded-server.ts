import { createScriptedBackend } from "../server/embedded/backends/scripted";
import { createResponsesServer } from "../server/embedded/responses-server";
import { serveParent } from "./child";

/** The embedded server alone, as every process of the product runs it. */
const scripted = createScriptedBackend();
const server = createResponsesServer({
  apiKey: "bench-key",
  models: new Map([[scripted.id, scripted]]),
  limits: { maxConnections: 10_000, drainMs: 100 },
});
const { port } = await server.listen();
serveParent(port, { stop: () => server.close() });
