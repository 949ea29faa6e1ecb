import type { DoctorReport } from "../../lib/protocol/doctor";
import { timeText } from "../thread/format";
import { fact, line, notice, ok, type Finding, type Line } from "./line";

const PROTOCOLS = { responses: "the Responses API", chat_completions: "Chat Completions" } as const;

/** Models that need no provider, and who else may use them. */
export const modelLines = ({ embedded, backend, gateway }: DoctorReport): readonly Line[] => [
  line("Embedded models", ok(embedded.models.join(", "))),
  ...(embedded.lastError === null ? [] : [line("Their last error", errorFinding(embedded.lastError))]),
  line("Backend", backendFinding(backend)),
  line("For other clients", gateway ? ok("On, at /v1") : OFF),
];

const OFF = fact("Off", "With GATEWAY_API_KEY set, other programs may use the embedded models at /v1.");

const errorFinding = ({ at, code, message }: NonNullable<DoctorReport["embedded"]["lastError"]>): Finding =>
  notice(`${code}, at ${timeText(at)}`, message ?? "The session that met it shows more.");

function backendFinding(backend: DoctorReport["backend"]): Finding {
  if (backend === null) return fact("None", "BACKEND_URL names a server over HTTP that has further models.");
  const { host, protocol } = backend;
  if (protocol === null) return fact(`${host}, not asked yet`, "Its first answer shows which API it has.");
  return ok(`${host}, over ${PROTOCOLS[protocol]}`);
}
