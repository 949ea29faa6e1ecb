import type { ServerResponse } from "node:http";
import type { FaultChunk, Sink } from "./sink";

type Fault = (chunk: FaultChunk) => Promise<void>;

const cut =
  (res: ServerResponse): Fault =>
  (chunk) => {
    if (chunk.type === "drop" || chunk.type === "close") res.destroy();
    return Promise.resolve();
  };

/** Says nothing until the end: the caller answers with the finished response. */
export const jsonSink = (res: ServerResponse): Sink => ({
  send: () => undefined,
  congestion: () => null,
  fault: cut(res),
});

/** Server-sent events; the head goes out with the first event, so that a refusal can still be a plain answer. */
export function sseSink(res: ServerResponse): Sink {
  const write = (text: string): void => {
    if (!res.headersSent) {
      res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" });
    }
    res.write(text);
  };
  return {
    send: (event) => {
      write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    },
    congestion: () => (res.writableNeedDrain && !res.destroyed ? drained(res) : null),
    fault: (chunk) => {
      if (chunk.type === "frame") write(`data: ${chunk.text.replaceAll("\n", "\ndata: ")}\n\n`);
      return cut(res)(chunk);
    },
  };
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      res.off("drain", done);
      res.off("close", done);
      resolve();
    };
    res.once("drain", done);
    res.once("close", done);
  });
}
