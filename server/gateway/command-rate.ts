import type { CommandType } from "../../lib/protocol/command";
import type { ErrorBody } from "../../lib/protocol/error";
import { createAttempts } from "../../lib/util/attempts";

export type CommandRate = {
  /** Takes a command up. Null when it may go on, else why not, and from when. */
  take(principal: string, type: CommandType): ErrorBody | null;
  /** The command caused something. */
  accepted(principal: string, type: CommandType): void;
};

const COMMANDS = { limit: 120, everyMs: 50 };
/** Answers that nobody waits for. */
const STRAYS = { limit: 500, everyMs: 10 };

/** What the server itself has asked for, and the stop, which must never wait. */
const FREE: ReadonlySet<CommandType> = new Set<CommandType>([
  "start_tool_call",
  "report_progress",
  "submit_tool_output",
  "resolve_approval",
  "ask_person",
  "answer_question",
  "cancel_turn",
]);

const TOO_MUCH = "That was too much at once. It goes on in a moment.";

/** How much one principal may ask for, over all its sockets. An answer costs nothing unless it is refused. */
export function createCommandRate(now: () => number): CommandRate {
  const commands = createAttempts({ ...COMMANDS, now });
  const strays = createAttempts({ ...STRAYS, now });
  return {
    take: (principal, type) => {
      const wait = (FREE.has(type) ? strays : commands).take(principal);
      return wait === 0 ? null : { code: "rate_limited", message: TOO_MUCH, retryAt: now() + wait };
    },
    accepted: (principal, type) => {
      if (FREE.has(type)) strays.giveBack(principal);
    },
  };
}
