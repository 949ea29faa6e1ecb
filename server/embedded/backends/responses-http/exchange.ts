import { isRecord } from "../../../../lib/util/json";
import { Watchdog, type Timeouts } from "./watchdog";

const MAX_ERROR_BYTES = 64 * 1024;
/** How long, in milliseconds, and how far a finished answer is read on, so that its connection can be used again. */
const TAIL_MS = 1000;
const MAX_TAIL_BYTES = 64 * 1024;

/** Why no answer, or no more of it, can come. */
export class Fault {
  constructor(
    readonly code: "unreachable" | "timeout" | "cut",
    readonly message: string,
  ) {}
}

export type Answer = {
  type: "answer";
  kind: "events" | "json";
  bytes: AsyncGenerator<Uint8Array | Fault, void, undefined>;
  /** Says that nothing of importance follows; else to stop reading ends the request. */
  complete: () => void;
};

export type Reply =
  | Answer
  | { type: "refused"; status: number; headers: Headers; text: string }
  | { type: "fault"; fault: Fault };

const UNUSABLE_KEY = new Fault(
  "unreachable",
  "The key for the model server holds characters that cannot be sent.",
);

export type ExchangeOptions = {
  url: URL;
  apiKey: string | null;
  fetch: typeof fetch;
  timeouts: Timeouts;
  signal: AbortSignal;
};

/** POSTs `body` once. Follows no redirect, so that the key goes nowhere else; never throws. */
export async function post(body: string, options: ExchangeOptions): Promise<Reply> {
  const { url, apiKey, signal, timeouts } = options;
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) return { type: "fault", fault: UNUSABLE_KEY };
  const watchdog = new Watchdog(signal, timeouts);
  try {
    const response = await options.fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body,
      redirect: "manual",
      signal: watchdog.signal,
    });
    return await replyOf(response, watchdog);
  } catch (error) {
    watchdog.rest();
    return { type: "fault", fault: faultOf(error, watchdog, "unreachable") };
  }
}

async function replyOf(response: Response, watchdog: Watchdog): Promise<Reply> {
  const kind = kindOf(response.headers.get("content-type") ?? "");
  if (response.status === 200 && kind !== "page") {
    const progress = { complete: false };
    const complete = (): void => {
      progress.complete = true;
    };
    return { type: "answer", kind, bytes: bytesOf(response, watchdog, progress), complete };
  }
  const { status, headers } = response;
  return { type: "refused", status, headers, text: await errorText(response, watchdog) };
}

/** What neither is JSON nor a page is read as events: not every server says so. */
function kindOf(contentType: string): "events" | "json" | "page" {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json") return "json";
  return type === "text/html" ? "page" : "events";
}

async function* bytesOf(
  { body }: Response,
  watchdog: Watchdog,
  progress: { complete: boolean },
): AsyncGenerator<Uint8Array | Fault, void, undefined> {
  if (body === null) return watchdog.rest();
  const reader = body.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      // Silence is the server's only while somebody listens.
      watchdog.rest();
      ended = done;
      if (done) return;
      yield value;
      watchdog.listen();
    }
  } catch (error) {
    ended = true;
    yield faultOf(error, watchdog, "cut");
  } finally {
    watchdog.rest();
    if (!ended) void (progress.complete ? readTail(reader) : reader.cancel().catch(() => undefined));
  }
}

async function readTail(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const late = setTimeout(() => void reader.cancel().catch(() => undefined), TAIL_MS);
  try {
    for (let size = 0; size < MAX_TAIL_BYTES;) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.length;
    }
    await reader.cancel();
  } catch {
    // The answer is complete: how its connection ends does not matter.
  } finally {
    clearTimeout(late);
  }
}

async function errorText(response: Response, watchdog: Watchdog): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of bytesOf(response, watchdog, { complete: false })) {
    if (bytes instanceof Fault) break;
    parts.push(bytes);
    size += bytes.length;
    if (size >= MAX_ERROR_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, MAX_ERROR_BYTES).toString("utf8");
}

function faultOf(error: unknown, watchdog: Watchdog, code: "unreachable" | "cut"): Fault {
  if (watchdog.barked) return new Fault("timeout", "The model server has been silent for too long.");
  const reason = causeOf(error);
  return code === "cut"
    ? new Fault("cut", `The model server broke off its answer${reason}.`)
    : new Fault("unreachable", `The model server cannot be reached${reason}.`);
}

/** Only the system's code: messages may name addresses or hold header values. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = isRecord(cause) ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z_]{1,40}$/.test(code) ? ` (${code})` : "";
}
