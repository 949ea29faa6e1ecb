import type { Call, Exchange, Outcome } from "./conversation";

export type Wanted = { name: string; args: Record<string, unknown> };

/** What to do next: make some calls and be asked again, or say the answer. */
export type Step = { kind: "calls"; calls: Wanted[] } | { kind: "say"; text: string };

/** The conversation so far, the exchange under way, and the names of the tools offered. */
export type Scene = { exchanges: readonly Exchange[]; current: Exchange; offered: ReadonlySet<string> };
/** What a call brought: its value, the call still to be made, or why it cannot be had. */
export type Got =
  { kind: "value"; value: unknown } | { kind: "wanted"; call: Wanted } | { kind: "failed"; message: string };

const FINAL = new Set(["cancelled", "denied", "rejected", "no_browser", "forbidden"]);

/** The last outcome of a call in this exchange; a failure is tried once more unless it was somebody's decision. */
export function obtain({ current }: Pick<Scene, "current">, wanted: Wanted): Got {
  const made = current.calls.filter((call) => sameCall(call, wanted));
  const done = made.map(({ outcome }) => outcome).filter((outcome): outcome is Outcome => outcome !== null);
  const value = done.find((outcome) => outcome.ok);
  if (value?.ok) return { kind: "value", value: value.value };
  const failure = done.at(-1);
  if (!failure || failure.ok)
    return made.length < 3
      ? { kind: "wanted", call: wanted }
      : { kind: "failed", message: "the tool gave no output" };
  return made.length < 2 && !FINAL.has(failure.code)
    ? { kind: "wanted", call: wanted }
    : { kind: "failed", message: failure.message };
}

/** Whether a call made is the one wanted: the same tool on the same table or statement. */
export function sameCall({ name, args }: Call, wanted: Wanted): boolean {
  if (name !== wanted.name) return false;
  const keys = ["table", "sql"].filter((key) => key in wanted.args);
  return keys.every((key) => args[key] === wanted.args[key]);
}

type Statement = { sql: string; title: string };

/** The outcome of a statement, or of its cautious form when the engine refused it. */
export function repaired({ current }: Scene, plain: Statement, safe: Statement): { sql: string; got: Got } {
  const call = ({ sql, title }: Statement): Wanted => ({ name: "run_sql", args: { sql, limit: 500, title } });
  const failed = current.calls.some(
    (each) => sameCall(each, call(plain)) && each.outcome?.ok === false && !FINAL.has(each.outcome.code),
  );
  const chosen = failed && safe.sql !== plain.sql ? safe : plain;
  const tries = current.calls.filter((each) => sameCall(each, call(safe)) && each.outcome?.ok === false);
  const last = tries.at(-1)?.outcome;
  if (chosen === safe && last?.ok === false)
    return { sql: safe.sql, got: { kind: "failed", message: last.message } };
  return { sql: chosen.sql, got: obtain({ current }, call(chosen)) };
}
