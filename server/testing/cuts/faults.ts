import type { Way, WireFault } from "../fault-proxy";
import type { Waits } from "./stage";

/** A fault of the first connection of one dialogue. */
export type Trial = { waits: Waits; fault: WireFault };

/** How many bytes a dialogue without faults is long. */
export type Lengths = Readonly<Record<Way, number>>;

const WAYS = ["up", "down"] as const;

/** A cut after every `step`th byte of both ways, the first of them by chance. Ends and resets take turns. */
export function cutsOf(lengths: Lengths, step: number, random: () => number): Trial[] {
  return WAYS.flatMap((way) => {
    const first = Math.floor(random() * step);
    const parity = Math.floor(random() * 2);
    const count = Math.ceil((lengths[way] - first) / step);
    return Array.from({ length: count }, (_, at): Trial => {
      const how = (at + parity) % 2 === 0 ? "end" : "reset";
      return { waits: "shipped", fault: { type: "cut", way, after: first + at * step, how } };
    });
  });
}

/** `count` connections that fall silent on one way after some byte, held by their reader or half open. */
export function silencesOf(lengths: Lengths, count: number, random: () => number): Trial[] {
  return Array.from({ length: count }, (_, at): Trial => {
    const way = at % 2 === 0 ? "up" : "down";
    const type = at % 4 < 2 ? "stall" : "blackhole";
    return { waits: "hurried", fault: { type, way, after: Math.floor(random() * lengths[way]) } };
  });
}

export const slowOf = (count: number, bytesPerSecond: number): Trial[] =>
  Array.from({ length: count }, () => ({ waits: "shipped", fault: { type: "slow", bytesPerSecond } }));
