/** `[milliseconds since the one before, characters]` of the deltas of one item. */
export type TraceStep = readonly [dt: number, length: number];

/** Grows in constant time: a delta must not copy what came before it. */
export type Trace = { steps: readonly TraceStep[]; before: Trace } | null;

export const EMPTY_TRACE: Trace = null;

export const extendTrace = (trace: Trace, steps: readonly TraceStep[]): Trace => ({ steps, before: trace });

const MAX_STEPS = 1_000;

/** The whole trace, oldest first; neighbours are merged so that at most 1,000 steps are left. */
export function traceSteps(trace: Trace): [number, number][] {
  const chunks: (readonly TraceStep[])[] = [];
  for (let node = trace; node !== null; node = node.before) chunks.push(node.steps);
  const steps = chunks.reverse().flat();
  const width = Math.ceil(steps.length / MAX_STEPS);
  return width <= 1 ? steps.map(([dt, length]) => [dt, length]) : merge(steps, width);
}

function merge(steps: readonly TraceStep[], width: number): [number, number][] {
  const merged: [number, number][] = [];
  for (let start = 0; start < steps.length; start += width) {
    const group = steps.slice(start, start + width);
    merged.push([sum(group.map(([dt]) => dt)), sum(group.map(([, length]) => length))]);
  }
  return merged;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
