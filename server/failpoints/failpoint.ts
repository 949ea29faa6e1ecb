import { writeSync } from "node:fs";

/** Places at which a process can be made to fail, in the order in which a message meets them. */
const FAILPOINTS = [
  "migration",
  "checkpoint",
  "lease_taken",
  "command_received",
  "command_committed",
  "turn_acked",
  "request_committed",
  "request_sent",
  "text_received",
  "response_received",
  "response_committed",
  "call_committed",
  "claim_received",
  "result_committed",
] as const;
const ACTIONS = ["crash", "throw", "delay"] as const;

export type FailpointName = (typeof FAILPOINTS)[number];
type Action = (typeof ACTIONS)[number];
/** What happens at the `nth` visit of a place, counted from 1. */
export type ArmedFailpoint = { name: FailpointName; nth: number; action: Action };

export type Failpoint = {
  /** Says that the process is at the place. */
  reach(name: FailpointName): void;
  /** True when this is the visit that fails: the caller goes no further, and the process fails 100 ms later. */
  reachSoon(name: FailpointName): boolean;
};

const SOON_MS = 100;
const DELAY_MS = 300;

/** `<name>:<nth>:<action>`, or null when it is not that. */
export function parseFailpoint(text: string): ArmedFailpoint | null {
  const [name, nth = "", action, ...rest] = text.split(":");
  const knownName = FAILPOINTS.find((each) => each === name);
  const knownAction = ACTIONS.find((each) => each === action);
  if (!knownName || !knownAction || rest.length > 0 || !/^[1-9]\d{0,5}$/.test(nth)) return null;
  return { name: knownName, nth: Number(nth), action: knownAction };
}

export const failpointForm = `<name>:<nth>:<${ACTIONS.join("|")}> with a name of ${FAILPOINTS.join(", ")}`;

export function createFailpoint(armed: ArmedFailpoint, act = ACT[armed.action]): Failpoint {
  let left = armed.nth;
  const isDue = (name: FailpointName): boolean => name === armed.name && (left -= 1) === 0;
  return {
    reach: (name) => {
      if (isDue(name)) act(name);
    },
    reachSoon: (name) => {
      if (!isDue(name)) return false;
      setTimeout(() => act(name), SOON_MS);
      return true;
    },
  };
}

const ACT: Record<Action, (name: FailpointName) => void> = {
  crash: (name) => {
    writeSync(2, `longwire: killed at ${name}\n`);
    process.kill(process.pid, "SIGKILL");
  },
  throw: (name) => {
    throw new Error(`thrown at ${name}`);
  },
  // The whole process waits: what comes later must not overtake.
  delay: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DELAY_MS),
};
