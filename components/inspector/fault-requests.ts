import { isRecord } from "../../lib/util/json";

/** What the server is asked to arm; its shape stands in `server/faults/fault.ts`. */
export type FaultRequest = { fault: string; [field: string]: string | number | boolean };

export type FaultLine = { id: number; fault: FaultRequest };
export type FaultReport = { armed: readonly FaultLine[]; fired: readonly FaultLine[] };

const PATH = "/api/faults";
const NOT_ANSWERED = "The server did not answer.";

export async function readFaults(): Promise<FaultReport | { error: string }> {
  const { armed, fired, error } = await ask({});
  return error === undefined ? { armed: linesOf(armed), fired: linesOf(fired) } : { error: String(error) };
}

/** Null once the fault is armed. */
export async function armFault(request: FaultRequest): Promise<{ error: string } | null> {
  const body = await ask({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return body.error === undefined ? null : { error: String(body.error) };
}

async function ask(init: RequestInit): Promise<Record<string, unknown>> {
  try {
    const answer = await fetch(PATH, init);
    const body: unknown = await answer.json();
    if (!isRecord(body)) return { error: NOT_ANSWERED };
    const { error } = body;
    return error === undefined ? body : { error: isRecord(error) ? error.message : NOT_ANSWERED };
  } catch {
    return { error: NOT_ANSWERED };
  }
}

function linesOf(value: unknown): FaultLine[] {
  return Array.isArray(value) ? value.filter(isLine) : [];
}

const isLine = (value: unknown): value is FaultLine =>
  isRecord(value) &&
  typeof value.id === "number" &&
  isRecord(value.fault) &&
  typeof value.fault.fault === "string";
