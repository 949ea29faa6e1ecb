import { createServer } from "node:http";
import next from "next";
import type { RequestListener, UpgradeListener } from "./ports";

export type Pages = {
  handler: RequestListener;
  /** Hot reload; null in production. */
  upgrade: UpgradeListener | null;
  close(): Promise<void>;
};

/** Next as a function. `folder` is the project's root, which holds `app` and the build. */
export async function openPages(options: {
  folder: string;
  development: boolean;
  host: string;
  port: number;
}): Promise<Pages> {
  // At its first request Next adds an `upgrade` listener of its own to the server that it is given, and in
  // production answers with it. This one never listens, so that only the app's listener decides.
  const decoy = createServer();
  const app = next({
    dev: options.development,
    dir: options.folder,
    hostname: options.host,
    port: options.port,
    httpServer: decoy,
  });
  await app.prepare();
  const handler = app.getRequestHandler();
  return {
    handler: (req, res) => handler(req, res),
    upgrade: options.development
      ? (req, socket, head) => void decoy.emit("upgrade", req, socket, head)
      : null,
    close: () => app.close(),
  };
}
