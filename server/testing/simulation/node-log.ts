import type { Log } from "../../host/deps";
import { LOST_ANSWER } from "./store";

/** What a server notes of a store that is away is its duty; any other error that it notes is a bug. */
export function bugLog(onBug: (what: string) => void): Log {
  const silent = (): void => undefined;
  return {
    info: silent,
    warn: silent,
    error: ({ err }, message) => {
      if (!(err instanceof Error) || err.message === LOST_ANSWER || "code" in err) return;
      onBug(`${message}: ${err.stack?.split("\n").slice(0, 3).join(" ") ?? err.message}`);
    },
  };
}
