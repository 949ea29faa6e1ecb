import type { ErrorBody } from "../../lib/protocol/error";
import type { Command } from "../../lib/protocol/command";
import type { ReadOnly, SessionActivity, UpstreamStatus } from "../../lib/protocol/frame";
import type { Role } from "../../lib/protocol/role";
import { activityOf } from "../../lib/session/select";
import type { InternalCommand } from "../session/input";
import type { OwnersDeps } from "./owners";
import { Owners } from "./owners";

export type CommandRequest = {
  sessionId: string;
  commandId: string;
  principal: string;
  role: Role;
  command: Command;
};

/** Finds the owner of a session, or takes the session over. One node: every owner is here. */
export type Directory = {
  /** Resolves when the command is in the log (null) or refused. */
  dispatch(request: CommandRequest): Promise<ErrorBody | null>;
  record(sessionId: string, command: InternalCommand): Promise<ErrorBody | null>;
  /** Takes the session over if nobody owns it: what its last owner left under way goes on, or ends. */
  adopt(sessionId: string): void;
  /** Ends what runs in a session, then erases it; false when `erase` took nothing. */
  end(sessionId: string, erase: () => Promise<boolean>): Promise<boolean>;
  /** Prepares the session's line to the model: its person is about to say something. */
  warm(sessionId: string): Promise<void>;
  /** A page that runs tools for this session went away: its calls move on after the grace. */
  executorAway(sessionId: string, executorId: string): void;
  activity(sessionId: string): SessionActivity;
  /** How many sessions this node owns. */
  hosted(): number;
  upstreamStatus(sessionId: string): UpstreamStatus;
  onUpstreamStatus(sessionId: string, listener: (status: UpstreamStatus) => void): () => void;
  /** Why nothing can be written to the session now; null: it can. */
  readOnly(sessionId: string): ReadOnly | null;
  onReadOnly(sessionId: string, listener: () => void): () => void;
  /** Starts nothing more, and waits up to `ms` for the responses under way. */
  drain(ms: number): Promise<void>;
  close(): Promise<void>;
};

export type DirectoryDeps = OwnersDeps;

export function createDirectory(deps: DirectoryDeps): Directory {
  const owners = new Owners(deps);
  return {
    dispatch: ({ sessionId, ...rest }) => owners.post(sessionId, (at) => ({ type: "command", ...rest, at })),
    record: (sessionId, command) => owners.post(sessionId, (at) => ({ type: "internal", command, at })),
    warm: async (sessionId) => void (await owners.post(sessionId, (at) => ({ type: "warm", at }))),
    end: (sessionId, erase) => owners.end(sessionId, erase),
    adopt: (sessionId) => owners.adopt(sessionId),
    executorAway: (sessionId, executorId) => owners.executorAway(sessionId, executorId),
    activity: (sessionId) => {
      const host = owners.find(sessionId);
      return host ? activityOf(host.state().session) : "idle";
    },
    hosted: () => owners.count,
    upstreamStatus: (sessionId) => owners.find(sessionId)?.upstreamStatus() ?? "cold",
    onUpstreamStatus: (sessionId, listener) => owners.onUpstreamStatus(sessionId, listener),
    readOnly: (sessionId) => owners.readOnly(sessionId),
    onReadOnly: (sessionId, listener) => owners.onReadOnly(sessionId, listener),
    drain: (ms) => owners.drain(ms),
    close: () => owners.close(),
  };
}
