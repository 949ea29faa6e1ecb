/** What a process of the bench tells of itself. CPU in microseconds since its start. */
export type Usage = { cpuMicros: number; rssBytes: number; received: number };
export type ChildMessage = { type: "ready"; port: number } | { type: "usage"; usage: Usage };
export type ParentMessage = { type: "usage"; collect: boolean };

/** Tells the parent where this process listens, answers its questions, and ends with it. */
export function serveParent(
  port: number,
  {
    received = () => 0,
    stop = () => Promise.resolve(),
  }: { received?: () => number; stop?: () => Promise<void> } = {},
): void {
  const tell = (message: ChildMessage): void => void process.send?.(message);
  process.on("message", (message: ParentMessage) => {
    if (message.collect) globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const usage = { cpuMicros: user + system, rssBytes: process.memoryUsage.rss(), received: received() };
    tell({ type: "usage", usage });
  });
  process.once("disconnect", () => void stop().finally(() => process.exit(0)));
  tell({ type: "ready", port });
}
