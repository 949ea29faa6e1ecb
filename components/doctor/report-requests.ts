import { identify } from "../../lib/client/http";
import { doctorReportSchema, type DoctorReport } from "../../lib/protocol/doctor";
import { isRecord, parseJson } from "../../lib/util/json";

export type ReportAnswer =
  | {
      type: "report";
      report: DoctorReport;
      /** Seconds until the providers may be probed again, where they were not for that reason. */
      limitedS: number | null;
    }
  /** The browser has not entered the access token. */
  | { type: "locked" }
  /** The browser did not send the cookie back that it was given. */
  | { type: "no_cookie" }
  | { type: "unreachable" }
  /** This page and the server are of different versions. */
  | { type: "strange" };

const READ_MS = 15_000;
/** A probe waits for a handshake and three answers. */
const PROBE_MS = 60_000;

/** What the server says of itself; with `probe` after it has asked its providers. Never rejects. */
export async function readReport({ probe }: { probe: boolean }): Promise<ReportAnswer> {
  const known = await identify();
  if (known !== "ready") return { type: known };
  const probed = probe ? await ask("/api/doctor/probe", { method: "POST" }, PROBE_MS) : null;
  if (probed !== null && probed.type !== "limited") return probed;
  const answer = await ask("/api/doctor", {}, READ_MS);
  if (answer.type === "limited") return { type: "strange" };
  return answer.type === "report" ? { ...answer, limitedS: probed?.seconds ?? null } : answer;
}

/** Too many probes lately. */
type Limited = { type: "limited"; seconds: number };

async function ask(path: string, init: RequestInit, ms: number): Promise<ReportAnswer | Limited> {
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(ms) });
    const body = parseJson(await response.text());
    if (response.status === 429) return { type: "limited", seconds: waitOf(response) };
    return response.ok ? reportOf(body) : refusalOf(body);
  } catch {
    return { type: "unreachable" };
  }
}

const waitOf = ({ headers }: Response): number => Number(headers.get("retry-after") ?? 0) || 1;

function reportOf(body: unknown): ReportAnswer {
  const parsed = doctorReportSchema.safeParse(body);
  return parsed.success ? { type: "report", report: parsed.data, limitedS: null } : { type: "strange" };
}

function refusalOf(body: unknown): ReportAnswer {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  if (error.code === "locked") return { type: "locked" };
  if (error.code === "unauthenticated") return { type: "no_cookie" };
  return error.code === undefined ? { type: "unreachable" } : { type: "strange" };
}
