import { startFaultProxy } from "../server/testing/fault-proxy";
import { serveParent } from "./child";

const ONE_WAY_MS = 20;
/** TCP and TLS 1.3 take a round trip each before a client's first bytes count. */
const HANDSHAKE_MS = 2 * 2 * ONE_WAY_MS;

const [target = ""] = process.argv.slice(2);
const { port } = await startFaultProxy(Number(target), {
  usual: { type: "delay", ms: ONE_WAY_MS, openMs: HANDSHAKE_MS },
});
serveParent(port);
