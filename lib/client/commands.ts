import type { Command } from "../protocol/command";
import type { ErrorBody } from "../protocol/error";
import type { CommandId, SessionId } from "../protocol/ids";
import { MAX_FRAME_BYTES } from "../protocol/limits";
import type { Connection } from "./connection";
import type { OutboxStore } from "./outbox";
import type { OutboxEntry } from "./state";
import type { ClientStore } from "./store";

export type Commands = {
  /** Sends once the server is reachable; kept until an event or a refusal answers it. */
  give(sessionId: SessionId, command: Command): CommandId;
  /** Sends now or never: what the page would say again by itself. */
  mention(sessionId: SessionId, command: Command): void;
  /** Sends one command once more; false when it is not kept, or answered. */
  again(sessionId: SessionId, commandId: CommandId): boolean;
  /** Sends everything of one session that is outstanding, oldest first. */
  resend(sessionId: SessionId): void;
  /** Drops kept entries that have been answered. */
  forgetAnswered(before: readonly OutboxEntry[], after: readonly OutboxEntry[]): void;
};

export function createCommands(deps: {
  store: ClientStore;
  outbox: OutboxStore;
  connection: () => Connection;
  now: () => number;
  mintId: () => CommandId;
  /** A command that is kept was sent. */
  onSent: (sessionId: SessionId) => void;
}): Commands {
  const { store, outbox, connection, now, mintId, onSent } = deps;

  const send = ({ sessionId, commandId, command }: Omit<OutboxEntry, "at">): boolean =>
    connection().send({ type: "command", sessionId, commandId, command });

  const sendKept = (entry: OutboxEntry): void => {
    if (send(entry)) onSent(entry.sessionId);
  };

  const refuse = ({ sessionId, commandId, command }: OutboxEntry): void =>
    store.changeView(sessionId, (view) => ({ ...view, refusal: { commandId, command, error: TOO_LARGE } }));

  return {
    give: (sessionId, command) => {
      const entry = { commandId: mintId(), sessionId, command, at: now() };
      store.openView(sessionId, []);
      if (isTooLarge(command)) {
        refuse(entry);
        return entry.commandId;
      }
      store.changeView(sessionId, (view) => ({ ...view, outbox: [...view.outbox, entry] }));
      void outbox.put(entry);
      sendKept(entry);
      return entry.commandId;
    },
    mention: (sessionId, command) => void send({ sessionId, commandId: mintId(), command }),
    again: (sessionId, commandId) => {
      const entry = store.view(sessionId)?.outbox.find((kept) => kept.commandId === commandId);
      if (entry) sendKept(entry);
      return entry !== undefined;
    },
    resend: (sessionId) => {
      for (const entry of store.view(sessionId)?.outbox ?? []) sendKept(entry);
    },
    forgetAnswered: (before, after) => {
      if (before === after) return;
      const left = new Set(after.map((entry) => entry.commandId));
      for (const { commandId } of before) if (!left.has(commandId)) void outbox.remove(commandId);
    },
  };
}

/** What the envelope around a command takes at most. */
const ENVELOPE_BYTES = 1_024;
const TOO_LARGE: ErrorBody = { code: "too_large", message: "This is too long to send. Make it shorter." };

/** The server ends a connection over a frame that is too large: sent again each time, it would never come up. */
const isTooLarge = (command: Command): boolean =>
  new TextEncoder().encode(JSON.stringify(command)).length > MAX_FRAME_BYTES - ENVELOPE_BYTES;
