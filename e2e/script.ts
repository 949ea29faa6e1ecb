/** One step of the model `scripted`; its keys are those of the script language. */
export type Step = Readonly<Record<string, unknown>>;

/** A user message that makes the model `scripted` play these turns, one for each response. */
export const script = (...turns: readonly (readonly Step[])[]): string => `#script${JSON.stringify(turns)}`;

export const say = (text: string): Step => ({ say: text });

/** Four characters every 30 ms: slow enough to act while it streams. */
export const saySlowly = (text: string): Step => ({ say: text, chunk: 4, every: 30 });

export const call = (name: string, args: Record<string, unknown> = {}): Step => ({
  call: { name, arguments: args },
});

export const runSql = (sql: string): Step => call("run_sql", { sql });

/** `w0 w1 …`: every word is there once, so that a gap and a repeat both show. */
export const words = (count: number): string =>
  Array.from({ length: count }, (_none, index) => `w${index}`).join(" ");
