import pino from "pino";
import type { Log } from "./host/deps";

/** What a log line may hold. Anything else is dropped, so that no body, cookie or key slips in. */
const FIELDS = [
  "address",
  "code",
  "err",
  "frame",
  "method",
  "model",
  "ms",
  "port",
  "reason",
  "route",
  "sessionId",
  "signal",
  "status",
] as const;

/** One JSON object a line on standard output; development prints warnings and errors only. */
export function createLog(mode: "production" | "development"): Log {
  return pino({
    level: mode === "production" ? "info" : "warn",
    base: null,
    formatters: { level: (label) => ({ level: label }), log: allowed },
  });
}

function allowed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept = FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]] as const]));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, value instanceof Error ? errorFields(value) : value]),
  );
}

function errorFields(error: Error): Record<string, unknown> {
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return { type: error.name, message: error.message, stack: error.stack, ...code };
}
