import type { ResetReason } from "../../lib/protocol/frame";
import type { Store } from "../store/port";

/** Why a principal without a role has none. That a session was deleted is told to whoever knows its id. */
export const reasonForNoRole = async ({ sessions }: Store, sessionId: string): Promise<ResetReason> =>
  (await sessions.isErased(sessionId)) ? "deleted" : "not_found";
