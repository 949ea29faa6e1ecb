"use client";

import { useId, useState } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { OutboxEntry } from "../../lib/client/state";
import type { Decision } from "../../lib/protocol/approval";
import { MAX_REASON_CHARS } from "../../lib/protocol/limits";
import type { CallId, SessionId } from "../../lib/protocol/ids";
import type { Effect } from "../../lib/protocol/tool";
import type { ToolCall } from "../../lib/session/state";
import { Button } from "../ui/button";
import { BOX } from "./asking/field-parts";
import { CallArguments } from "./call-details";
import { verbOf } from "./call-view";
import { withoutDirectionControls } from "./markdown/entities";

const EFFECTS: Readonly<Record<Effect, string>> = {
  read: "It reads; nothing is changed.",
  write: "It changes your workspace in this browser.",
  external: "It reaches outside this page.",
  destructive: "It deletes or overwrites, which cannot be undone.",
};

/** A call that waits for the person. Only the session's owner sees it. */
export function ApprovalCard({ sessionId, call }: { sessionId: SessionId; call: ToolCall }) {
  const client = useClient();
  const isOwner = useSessionView(sessionId, (view) => view.role === "owner", false);
  const answered = useSessionView(sessionId, (view) => decisionIn(view.outbox, call.callId), null);
  const [reason, setReason] = useState<string | null>(null);
  if (!isOwner || call.status !== "awaiting_approval") return null;
  const decide = (decision: Decision) => {
    if (answered !== null) return;
    client?.resolveApproval(sessionId, call.callId, decision, decision === "deny" ? (reason ?? "") : "");
  };
  const off = { "aria-disabled": answered !== null };
  return (
    <div
      role="group"
      aria-label={`Approval: ${call.name}`}
      className="border-copper-line bg-copper-soft flex flex-col gap-2.5 rounded-[10px] border px-3.5 py-3 text-[13.5px] leading-[21px]"
    >
      <p>
        The model asks to use <b className="font-semibold">{verbOf(call.name)}</b>
        {call.server === null ? ". " : <ServerName name={call.server} />}
        {call.server === null ? EFFECTS[call.effect] : "Its provider runs it, not this page."}
      </p>
      <div className="space-y-2">
        <CallArguments text={call.arguments} />
      </div>
      {reason === null ? null : (
        <ReasonField reason={reason} onChange={setReason} onEnter={() => decide("deny")} />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button {...off} onClick={() => decide("deny")}>
          Deny
        </Button>
        {reason === null && (
          <Button tone="ghost" {...off} onClick={() => setReason("")}>
            Say why
          </Button>
        )}
        {!call.onceOnly && (
          <Button {...off} onClick={() => decide("session")}>
            Allow for this session
          </Button>
        )}
        <Button tone="solid" {...off} onClick={() => decide("once")}>
          Allow once
        </Button>
        {answered !== null && <span className="text-ink-2 text-small">Sending your answer</span>}
      </div>
    </div>
  );
}

type ReasonFieldProps = { reason: string; onChange: (reason: string) => void; onEnter: () => void };

function ReasonField({ reason, onChange, onEnter }: ReasonFieldProps) {
  const id = useId();
  return (
    <div className="flex max-w-[440px] flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        Why not? The model is told.
      </label>
      <input
        id={id}
        type="text"
        autoFocus
        autoComplete="off"
        maxLength={MAX_REASON_CHARS}
        value={reason}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && onEnter()}
        className={BOX}
      />
    </div>
  );
}

function ServerName({ name }: { name: string }) {
  return (
    <>
      {" "}
      of the MCP server <b className="font-semibold">{withoutDirectionControls(name)}</b>.{" "}
    </>
  );
}

function decisionIn(outbox: readonly OutboxEntry[], callId: CallId): Decision | null {
  for (const { command } of outbox) {
    if (command.type === "resolve_approval" && command.callId === callId) return command.decision;
  }
  return null;
}
