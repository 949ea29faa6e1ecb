import type { StoreFault } from "./fault";

/**
 * Writes a little each second while the disk refuses, so that the store is known to write again also when nobody
 * asks it to. The timer keeps no process alive.
 */
export function createProbe(options: { everyMs: number; write: () => Promise<unknown> }): {
  noteFault(fault: StoreFault): void;
  stop(): void;
} {
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer) clearInterval(timer);
    timer = null;
  };
  const start = (): void => {
    timer ??= setInterval(() => void options.write(), options.everyMs).unref();
  };
  return {
    noteFault: ({ code }) => {
      if (code === "write_failed") start();
      if (code === "write_recovered" || code === "sync_failed") stop();
    },
    stop,
  };
}
