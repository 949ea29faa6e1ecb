import { isRecord, parseJson } from "../../../lib/util/json";

/** What a scripted turn does, step by step. Times are milliseconds. */
export type Step =
  | { type: "say" | "reason"; text: string; chunk: number; every: number }
  | { type: "call"; name: string; arguments: string }
  | { type: "outputs" }
  | { type: "context" }
  | { type: "once"; steps: readonly Step[] }
  | { type: "repeat"; times: number; steps: readonly Step[] }
  | { type: "wait"; ms: number }
  | { type: "hold"; name: string }
  | { type: "fail"; code: string; message: string }
  | { type: "refuse"; status: number; code: string; message: string; headers: Record<string, string> }
  | { type: "incomplete"; reason: string }
  | { type: "drop" }
  | { type: "close"; code: number }
  | { type: "stall"; dead: boolean }
  | { type: "frame"; text: string };

/** A turn and how many times over it is played. */
export type ScriptTurn = { times: number; steps: readonly Step[] };

/** Why a script is malformed. */
export class ScriptFault {
  constructor(readonly why: string) {}
}

const MAX_DEPTH = 16;
const MAX_REPEAT = 1_000_000;
const MAX_WAIT_MS = 600_000;
const DEFAULT_CHUNK = 16;

/** The turns of a script, given the JSON that follows `#script`. Turns and steps count from 0. */
export function parseScript(text: string): readonly ScriptTurn[] | ScriptFault {
  const turns = parseJson(text);
  if (!Array.isArray(turns)) return new ScriptFault("the script is not a JSON array of turns");
  return collect(turns, (turn: unknown, at) => parseTurn(turn, `turn ${at}`));
}

function parseTurn(turn: unknown, where: string): ScriptTurn | ScriptFault {
  if (Array.isArray(turn)) return withSteps(parseSteps(turn, where, 0), (steps) => ({ times: 1, steps }));
  if (!isRecord(turn) || !Array.isArray(turn.turn) || !onlyKeys(turn, ["repeat", "turn"])) {
    return new ScriptFault(`${where}: a turn is an array of steps, or {"repeat": n, "turn": [...]}`);
  }
  const times = turn.repeat;
  if (!isCount(times))
    return new ScriptFault(`${where}: "repeat" must be a whole number up to ${MAX_REPEAT}`);
  return withSteps(parseSteps(turn.turn, where, 0), (steps) => ({ times, steps }));
}

function parseSteps(steps: readonly unknown[], where: string, depth: number): readonly Step[] | ScriptFault {
  if (depth > MAX_DEPTH) return new ScriptFault(`${where}: nested too deeply`);
  return collect(steps, (step, at) => {
    const place = `${where}, step ${at}`;
    const parsed = isRecord(step) ? parseStep(step, place, depth) : "a step is an object";
    return typeof parsed === "string" ? new ScriptFault(`${place}: ${parsed}`) : parsed;
  });
}

type Reader = (step: Record<string, unknown>, where: string, depth: number) => Step | ScriptFault | string;

function parseStep(step: Record<string, unknown>, where: string, depth: number): Step | ScriptFault | string {
  const kind = Object.keys(READERS).find((name) => name in step);
  const reader = kind === undefined ? undefined : READERS[kind];
  if (kind === undefined || reader === undefined) return `unknown step ${JSON.stringify(Object.keys(step))}`;
  const allowed = [kind, ...(OPTIONS[kind] ?? [])];
  if (!onlyKeys(step, allowed)) return `"${kind}" takes only ${allowed.map((key) => `"${key}"`).join(", ")}`;
  return reader(step, where, depth);
}

const OPTIONS: Record<string, readonly string[]> = {
  say: ["chunk", "every"],
  reason: ["chunk", "every"],
  repeat: ["steps"],
};

const READERS: Record<string, Reader> = {
  say: (step) => spoken("say", step.say, step),
  reason: (step) => spoken("reason", step.reason, step),
  call: ({ call }) =>
    isRecord(call) && typeof call.name === "string" && isRecord(call.arguments ?? {})
      ? { type: "call", name: call.name, arguments: JSON.stringify(call.arguments ?? {}) }
      : '"call" needs a "name" and, as "arguments", an object',
  raw_call: ({ raw_call: call }) =>
    isRecord(call) && typeof call.name === "string" && typeof call.arguments === "string"
      ? { type: "call", name: call.name, arguments: call.arguments }
      : '"raw_call" needs a "name" and "arguments" as a string',
  outputs: ({ outputs }) => (outputs === true ? { type: "outputs" } : '"outputs" must be true'),
  context: ({ context }) => (context === true ? { type: "context" } : '"context" must be true'),
  once: ({ once }, where, depth) =>
    Array.isArray(once)
      ? withSteps(parseSteps(once, where, depth + 1), (steps) => ({ type: "once", steps }))
      : '"once" must be an array of steps',
  repeat: ({ repeat, steps }, where, depth) =>
    isCount(repeat) && Array.isArray(steps)
      ? withSteps(parseSteps(steps, where, depth + 1), (list) => ({
          type: "repeat",
          times: repeat,
          steps: list,
        }))
      : `"repeat" must be a whole number up to ${MAX_REPEAT}, with "steps" as an array`,
  wait: ({ wait }) => (isWait(wait) ? { type: "wait", ms: wait } : `"wait" must be 0 to ${MAX_WAIT_MS} ms`),
  hold: ({ hold }) => (typeof hold === "string" ? { type: "hold", name: hold } : '"hold" must be a name'),
  fail: ({ fail }) =>
    isRecord(fail) && typeof fail.code === "string" && typeof (fail.message ?? "") === "string"
      ? { type: "fail", code: fail.code, message: String(fail.message ?? fail.code) }
      : '"fail" needs a "code" and a "message"',
  refuse: ({ refuse }) => (isRecord(refuse) ? refusal(refuse) : '"refuse" must be an object'),
  incomplete: ({ incomplete }) =>
    typeof incomplete === "string"
      ? { type: "incomplete", reason: incomplete }
      : '"incomplete" must be a reason',
  drop: ({ drop }) => (drop === true ? { type: "drop" } : '"drop" must be true'),
  close: ({ close }) =>
    isCloseCode(close) ? { type: "close", code: close } : '"close" must be a close code',
  stall: ({ stall }) =>
    stall === true || stall === "dead"
      ? { type: "stall", dead: stall === "dead" }
      : '"stall" must be true or "dead"',
  frame: ({ frame }) =>
    typeof frame === "string" ? { type: "frame", text: frame } : '"frame" must be a string',
};

function spoken(type: "say" | "reason", text: unknown, step: Record<string, unknown>): Step | string {
  const { chunk = DEFAULT_CHUNK, every = 0 } = step;
  if (typeof text !== "string") return `"${type}" must be a string`;
  if (!isCount(chunk) || chunk < 1) return '"chunk" must be a whole number above 0';
  if (!isWait(every)) return `"every" must be 0 to ${MAX_WAIT_MS} ms`;
  return { type, text, chunk, every };
}

function refusal({ status, code, message = "", headers = {} }: Record<string, unknown>): Step | string {
  if (typeof status !== "number" || !Number.isInteger(status) || status < 400 || status > 599) {
    return '"refuse" needs a "status" from 400 to 599';
  }
  if (typeof code !== "string" || typeof message !== "string")
    return '"refuse" needs a "code" and a "message"';
  if (!isRecord(headers)) return '"headers" must be an object of strings';
  const pairs = Object.entries(headers).filter((pair): pair is [string, string] => isHeader(pair));
  if (pairs.length < Object.keys(headers).length) return '"headers" must be an object of strings';
  return { type: "refuse", status, code, message, headers: Object.fromEntries(pairs) };
}

const isHeader = ([name, value]: [string, unknown]): boolean =>
  /^[A-Za-z0-9-]+$/.test(name) && typeof value === "string" && /^[ -~]*$/.test(value);

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_REPEAT;

const isWait = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= MAX_WAIT_MS;

const isCloseCode = (value: unknown): value is number =>
  typeof value === "number" &&
  Number.isInteger(value) &&
  ((value >= 1000 && value <= 1014 && ![1004, 1005, 1006].includes(value)) ||
    (value >= 3000 && value <= 4999));

const onlyKeys = (value: Record<string, unknown>, keys: readonly string[]): boolean =>
  Object.keys(value).every((key) => keys.includes(key));

function withSteps<T>(
  steps: readonly Step[] | ScriptFault,
  make: (steps: readonly Step[]) => T,
): T | ScriptFault {
  return steps instanceof ScriptFault ? steps : make(steps);
}

function collect<T>(
  list: readonly unknown[],
  parse: (value: unknown, at: number) => T | ScriptFault,
): T[] | ScriptFault {
  const parsed: T[] = [];
  for (const [at, value] of list.entries()) {
    const result = parse(value, at);
    if (result instanceof ScriptFault) return result;
    parsed.push(result);
  }
  return parsed;
}
