import type { ToolSpec } from "../../lib/protocol/tool";
import type { SessionLimits } from "./limits";

/** What decisions depend on besides state and input; fixed for a server's life, hence handed in. */
export type Rules = {
  limits: SessionLimits;
  instructions: string;
  defaultModel: string;
  /** Checks a call's arguments against its tool's schema. */
  validateArguments: (spec: ToolSpec, args: unknown) => { ok: true } | { ok: false; message: string };
};
