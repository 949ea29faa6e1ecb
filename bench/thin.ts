import type { AddressInfo } from "node:net";
import WebSocket, { WebSocketServer, type RawData } from "ws";
import { serveParent } from "./child";

const [upstream = ""] = process.argv.slice(2);

/** The least that a relay can be: a socket upstream for each page, frames passed on as they come. */
function relay(page: WebSocket): void {
  const provider = new WebSocket(upstream, { perMessageDeflate: false });
  const waiting: { frame: RawData; binary: boolean }[] = [];
  page.on("message", (frame, binary) => {
    if (provider.readyState === WebSocket.OPEN) provider.send(frame, { binary });
    else waiting.push({ frame, binary });
  });
  provider.on("open", () => {
    for (const { frame, binary } of waiting.splice(0)) provider.send(frame, { binary });
  });
  provider.on("message", (frame, binary) => page.send(frame, { binary }));
  page.on("close", () => provider.close());
  provider.on("close", () => page.close());
  page.on("error", () => page.terminate());
  provider.on("error", () => page.terminate());
}

const pages = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
pages.on("connection", relay);
pages.on("listening", () => serveParent((pages.address() as AddressInfo).port));
