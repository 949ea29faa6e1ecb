import { setTimeout as wait } from "node:timers/promises";
import WebSocket from "ws";

const COMES_BACK_MS = 500;

/** The socket of a page; one that the server sends away for coming too fast comes back later. */
export async function dial(origin: string, cookie: string): Promise<WebSocket> {
  for (;;) {
    const socket = new WebSocket(`${origin.replace("http", "ws")}/ws`, {
      headers: { cookie, origin },
      perMessageDeflate: false,
    });
    const opened = await new Promise<boolean>((resolve, reject) => {
      socket.once("open", () => resolve(true));
      socket.once("error", (error) => (String(error).includes("503") ? resolve(false) : reject(error)));
    });
    if (opened) return socket;
    await wait(COMES_BACK_MS);
  }
}
