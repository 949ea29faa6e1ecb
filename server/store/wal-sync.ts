import { messageOf } from "./fault";
import type { StoreFault } from "./fault";

/**
 * Brings committed rows to the disk. A request made while a sync is under way cannot rely on it, so all
 * such requests share one further sync after it.
 */
export interface WalSync {
  /** Resolves true once everything committed before the call is on the disk, false when that failed. */
  now(): Promise<boolean>;
  /** Everything committed before the call is synced within the delay. */
  soon(): void;
  /** False after a failed sync, for good: the kernel may have dropped the pages that it could not write. */
  healthy(): boolean;
  stop(): void;
}

export function createWalSync(options: {
  datasync: () => Promise<void>;
  delayMs: number;
  onFault: (fault: StoreFault) => void;
}): WalSync {
  let healthy = true;
  let running: Promise<boolean> | null = null;
  let next: Promise<boolean> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const stop = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
  };
  const attempt = async (): Promise<boolean> => {
    try {
      await options.datasync();
    } catch (error) {
      healthy = false;
      options.onFault({ code: "sync_failed", message: messageOf(error) });
    }
    running = null;
    return healthy;
  };
  const start = (): Promise<boolean> => {
    stop();
    next = null;
    if (!healthy) return Promise.resolve(false);
    running = attempt();
    return running;
  };
  const now = (): Promise<boolean> => {
    if (!running) return start();
    next ??= running.then(start);
    return next;
  };
  const soon = (): void => {
    if (next || timer) return;
    timer = setTimeout(() => void now(), options.delayMs);
    timer.unref();
  };
  return { now, soon, stop, healthy: () => healthy };
}
