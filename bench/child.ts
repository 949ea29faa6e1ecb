/** How a rollout went on after its socket had been closed at the provider's side. */
export type Recovery = {
  /** Requests that carried the calls of a turn again instead of naming the response before. */
  resends: number;
  /** Milliseconds from the last answer to the next request, and the bytes of it: after the loss, and usually. */
  ms: number;
  bytes: number;
  usualMs: number;
  usualBytes: number;
};

/** What a process of the bench tells of itself. CPU in microseconds since its start. */
export type Usage = {
  cpuMicros: number;
  rssBytes: number;
  heapBytes: number;
  received: number;
  recovery: Recovery | null;
};
export type ChildMessage = { type: "ready"; port: number } | { type: "usage"; usage: Usage };
export type ParentMessage = { type: "usage"; collect: boolean };

type Answers = { received?: () => number; recovery?: () => Recovery | null; stop?: () => Promise<void> };

/** Tells the parent where this process listens, answers its questions, and ends with it. */
export function serveParent(
  port: number,
  { received = () => 0, recovery = () => null, stop = () => Promise.resolve() }: Answers = {},
): void {
  const tell = (message: ChildMessage): void => void process.send?.(message);
  process.on("message", (message: ParentMessage) => {
    if (message.collect) globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const usage = { cpuMicros: user + system, rssBytes: rss, heapBytes: heapUsed };
    tell({ type: "usage", usage: { ...usage, received: received(), recovery: recovery() } });
  });
  process.once("disconnect", () => void stop().finally(() => process.exit(0)));
  tell({ type: "ready", port });
}
