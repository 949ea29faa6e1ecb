import { DESK_ASSETS } from "../../lib/desk/engine";
import { durationText } from "../thread/format";
import { ok, problem, type Finding } from "./line";

const BLOCKED =
  "An extension, a proxy or the browser's settings block it. Tables and charts do not work; plain chat does.";

/** The smallest module there is: the magic number and the version. */
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** Whether the page's policy and the browser allow WebAssembly. */
export async function checkWasm(): Promise<Finding> {
  try {
    await WebAssembly.compile(EMPTY_MODULE);
    return ok("Allowed");
  } catch {
    return problem("Not allowed", BLOCKED);
  }
}

/** Starts the worker of the database, without its engine, and waits for its answer. */
export async function checkWorker(ms: number): Promise<Finding> {
  const began = performance.now();
  const answered = await pinged(ms);
  return answered
    ? ok(`Starts in ${durationText(performance.now() - began)}`)
    : problem("Does not start", BLOCKED);
}

function pinged(ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const worker = new Worker(DESK_ASSETS.worker);
    const end = (answered: boolean): void => {
      clearTimeout(timer);
      worker.terminate();
      resolve(answered);
    };
    const timer = setTimeout(() => end(false), ms);
    worker.onmessage = () => end(true);
    worker.onerror = () => end(false);
    worker.postMessage({ messageId: 1, type: "PING", data: null });
  });
}
