"use client";

import type { RefObject } from "react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Client } from "../../lib/client/client";
import { sentText } from "../../lib/client/sent-text";
import type { OutboxEntry, Refusal } from "../../lib/client/state";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { CommandId, SessionId, TurnId } from "../../lib/protocol/ids";
import { draftToKeep, putBack, withoutUnderWay } from "./draft-text";
import { fitHeight } from "./fit-height";

const NOTHING: readonly OutboxEntry[] = [];

const messagesUnderWay = (outbox: readonly OutboxEntry[]): string[] =>
  outbox.map(({ command }) => sentText(command)).filter((text) => text !== null);

export type Draft = {
  field: RefObject<HTMLTextAreaElement | null>;
  /** Whether the field holds something to send. */
  filled: boolean;
  changed: () => void;
  /** Empties the field and gives what it held; null when there is nothing to send. */
  take: () => string | null;
  insert: (text: string) => void;
};

/** The field is uncontrolled: typing renders nothing but the change between empty and not. */
function useField() {
  const field = useRef<HTMLTextAreaElement>(null);
  const [filled, setFilled] = useState(false);
  const write = useCallback((text: string) => {
    if (!field.current) return;
    field.current.value = text;
    fitHeight(field.current);
    setFilled(text.trim() !== "");
  }, []);
  return { field, filled, setFilled, write };
}

function keep(client: Client | null, sessionId: SessionId, typed: string): void {
  if (!client || sessionId === "") return;
  const outbox = client.getState().views.get(sessionId)?.outbox ?? NOTHING;
  client.keepDraft(sessionId, draftToKeep(messagesUnderWay(outbox), typed));
}

type Field = ReturnType<typeof useField>;

/** Shows the session's kept text when another session is opened; text typed before the page was alive stays. */
function useRestore(sessionId: SessionId, { field, write }: Field): void {
  const client = useClient();
  const shown = useRef<SessionId | null>(null);
  useEffect(() => {
    if (!client || sessionId === "" || shown.current === sessionId) return;
    const typedBefore = shown.current === null ? (field.current?.value ?? "") : "";
    shown.current = sessionId;
    const outbox = client.getState().views.get(sessionId)?.outbox ?? NOTHING;
    write(typedBefore || withoutUnderWay(client.draft(sessionId), messagesUnderWay(outbox)));
  }, [client, sessionId, field, write]);
}

/** Keeps the stored draft in step with the outbox: a message leaves it once the server has answered. */
function useSettle(sessionId: SessionId, { field, write }: Field, seen: Set<CommandId>): void {
  const client = useClient();
  const outbox = useSessionView(sessionId, (view) => view.outbox, NOTHING);
  useEffect(() => {
    const typed = field.current?.value ?? "";
    const found = outbox.filter(({ commandId }) => !seen.has(commandId));
    for (const { commandId } of found) seen.add(commandId);
    const rest = withoutUnderWay(typed, messagesUnderWay(found));
    if (rest !== typed) write(rest);
    keep(client, sessionId, rest);
  }, [client, sessionId, outbox, seen, field, write]);
}

/** An edit that came too late is a message of its own now. */
const refusedText = ({ command }: Refusal): string | null =>
  command.type === "edit_queued" ? command.text : sentText(command);

/** A refused message returns to the field, focused, before what was typed meanwhile. */
function usePutBack(sessionId: SessionId, { field, write }: Field): void {
  const client = useClient();
  const refusal = useSessionView<Refusal | null>(sessionId, (view) => view.refusal, null);
  const returned = useRef(new Set<CommandId>());
  useEffect(() => {
    const text = refusal === null ? null : refusedText(refusal);
    if (refusal === null || text === null || returned.current.has(refusal.commandId)) return;
    returned.current.add(refusal.commandId);
    write(putBack(text, field.current?.value ?? ""));
    keep(client, sessionId, field.current?.value ?? "");
    field.current?.focus();
  }, [client, sessionId, refusal, field, write]);
}

type Sent = { sessionId: SessionId; text: string };

/** What was sent from this field comes back to it, if it is empty, when the turn fails without a word. */
function useReturnFailed(sent: RefObject<Sent | null>, sessionId: SessionId, { field, write }: Field): void {
  const client = useClient();
  const last = useSessionView(sessionId, ({ session }) => session.turns.at(-1) ?? null, null);
  const returned = useRef<TurnId | null>(null);
  useEffect(() => {
    if (last?.end.reason !== "failed" || last.entries.length > 0 || returned.current === last.turnId) return;
    if (sent.current?.sessionId !== sessionId || sent.current.text !== last.text) return;
    returned.current = last.turnId;
    if (field.current?.value !== "") return;
    write(last.text);
    keep(client, sessionId, last.text);
  }, [client, sent, sessionId, last, field, write]);
}

/** The unsent text of a session. */
export function useDraft(sessionId: SessionId): Draft {
  const client = useClient();
  const own = useField();
  const { field, filled, setFilled, write } = own;
  const [seen] = useState(() => new Set<CommandId>());
  useRestore(sessionId, own);
  useSettle(sessionId, own, seen);
  usePutBack(sessionId, own);
  const sent = useRef<Sent | null>(null);
  useReturnFailed(sent, sessionId, own);

  const changed = () => {
    const typed = field.current?.value ?? "";
    setFilled(typed.trim() !== "");
    if (field.current) fitHeight(field.current);
    keep(client, sessionId, typed);
  };
  const take = () => {
    const typed = field.current?.value.trim() ?? "";
    if (typed === "") return null;
    sent.current = { sessionId, text: typed };
    write("");
    return typed;
  };
  const insert = (text: string) => {
    write(putBack(text, field.current?.value ?? ""));
    changed();
    field.current?.focus();
  };
  return { field, filled, changed, take, insert };
}
