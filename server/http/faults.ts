import type { FaultControl } from "./ports";
import { badRequest, reply, type Reply } from "./reply";

type FaultRoute = {
  method: "GET" | "POST";
  path: string;
  open: false;
  run: (deps: unknown, member: { principal: string; body: unknown }) => Promise<Reply>;
};

const NONE = "none";

/** `GET` tells what is armed and what has hit; `POST` arms one fault, `{"fault":"none"}` disarms them all. */
export const faultRoutes = (faults: FaultControl): readonly FaultRoute[] => [
  { method: "GET", path: "/api/faults", open: false, run: async () => reply(faults.report()) },
  {
    method: "POST",
    path: "/api/faults",
    open: false,
    run: async (_deps, { principal, body }) => armed(faults, principal, body),
  },
];

function armed(faults: FaultControl, principal: string, body: unknown): Reply {
  if (isNone(body)) {
    faults.disarm();
    return reply(faults.report());
  }
  const result = faults.arm(body, principal);
  return result.ok ? reply({ id: result.id }) : badRequest(result.message);
}

const isNone = (body: unknown): boolean =>
  typeof body === "object" && body !== null && "fault" in body && body.fault === NONE;
