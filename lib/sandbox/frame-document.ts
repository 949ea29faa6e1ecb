import { MAX_MESSAGE_CHARS, MAX_MESSAGES } from "./limits";
import { WORKER_SCRIPT } from "./worker-script";

/** A text as a JavaScript literal that cannot end the script element around it. */
const literal = (text: string): string => JSON.stringify(text).replaceAll("<", "\\u003c");

/**
 * The one script of the frame, as text. It takes a port from the page that embeds it, and for the job that comes
 * over the port it starts one worker. Foreign code never runs here: a document could reach more than a worker can.
 * What the worker says is passed on while it stays within bounds.
 */
export const FRAME_SCRIPT = `(() => {
"use strict";
const WORKER = ${literal(WORKER_SCRIPT)};

const start = (page, job) => {
  const say = (type) => page.postMessage(JSON.stringify({ type }));
  const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const worker = new Worker(url);
  const { port1: near, port2: far } = new MessageChannel();
  let messages = 0;
  worker.onerror = () => say("broken");
  near.onmessage = ({ data }) => {
    messages += 1;
    const fits = typeof data === "string" && data.length <= ${MAX_MESSAGE_CHARS} && messages <= ${MAX_MESSAGES};
    if (fits) return page.postMessage(data);
    worker.terminate();
    near.close();
    say("flooded");
  };
  worker.postMessage(job, [far]);
};

const connect = ({ source, origin, ports: [page] }) => {
  if (source !== parent || origin !== location.origin || page === undefined) return;
  removeEventListener("message", connect);
  page.onmessage = ({ data }) => {
    page.onmessage = null;
    start(page, data);
  };
  page.postMessage(JSON.stringify({ type: "ready" }));
};
addEventListener("message", connect);
})();
`;

export const FRAME_DOCUMENT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Code sandbox</title>
<script>${FRAME_SCRIPT}</script>
</html>
`;
