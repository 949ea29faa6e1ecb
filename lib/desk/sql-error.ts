const MAX_MESSAGE = 600;

/** DuckDB's message without the source line, which shows our wrapping and not what was written. */
export function sqlMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const pointer = text.search(/\n\s*LINE \d/);
  const message = (pointer < 0 ? text : text.slice(0, pointer)).trim();
  return message.slice(0, MAX_MESSAGE);
}
