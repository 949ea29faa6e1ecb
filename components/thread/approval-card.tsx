"use client";

import { useId, useState } from "react";
import type { ApprovalWords } from "../../lib/client/client";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { OutboxEntry } from "../../lib/client/state";
import type { Decision } from "../../lib/protocol/approval";
import { MAX_REASON_CHARS } from "../../lib/protocol/limits";
import type { CallId, SessionId } from "../../lib/protocol/ids";
import type { Effect } from "../../lib/protocol/tool";
import type { ToolCall } from "../../lib/session/state";
import { Button } from "../ui/button";
import type { ArgumentField } from "./argument-fields";
import { argumentFields, isEdited, readFields } from "./argument-fields";
import { BOX } from "./asking/field-parts";
import { CallArguments } from "./call-details";
import { verbOf } from "./call-view";
import { EditArguments } from "./edit-arguments";
import { withoutDirectionControls } from "./markdown/entities";

const EFFECTS: Readonly<Record<Effect, string>> = {
  read: "It reads; nothing is changed.",
  write: "It changes your workspace in this browser.",
  external: "It reaches outside this page.",
  destructive: "It deletes or overwrites, which cannot be undone.",
};

/** What the person does with the call besides saying yes or no. */
type Mode =
  | { mode: "reading" }
  | { mode: "denying"; reason: string }
  | {
      mode: "editing";
      entries: Readonly<Record<string, string>>;
      problems: Readonly<Record<string, string>>;
    };

/** A call that waits for the person. Only the session's owner sees it. */
export function ApprovalCard({ sessionId, call }: { sessionId: SessionId; call: ToolCall }) {
  const client = useClient();
  const isOwner = useSessionView(sessionId, (view) => view.role === "owner", false);
  const answered = useSessionView(sessionId, (view) => decisionIn(view.outbox, call.callId), null);
  const [mode, setMode] = useState<Mode>({ mode: "reading" });
  if (!isOwner || call.status !== "awaiting_approval") return null;
  const fields = call.server === null ? argumentFields(call.arguments) : null;
  const decide = (decision: Decision) => {
    if (answered !== null) return;
    const said = wordsOf(mode, decision, fields ?? []);
    if ("problems" in said)
      setMode({ ...said, mode: "editing", entries: mode.mode === "editing" ? mode.entries : {} });
    else client?.resolveApproval(sessionId, call, decision, said);
  };
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
        {mode.mode === "editing" && fields ? (
          <EditArguments
            fields={fields}
            {...mode}
            onChange={(name, entry) =>
              setMode({ mode: "editing", entries: { ...mode.entries, [name]: entry }, problems: {} })
            }
          />
        ) : (
          <CallArguments text={call.arguments} />
        )}
      </div>
      {mode.mode === "denying" && (
        <ReasonField
          reason={mode.reason}
          onChange={(reason) => setMode({ mode: "denying", reason })}
          onEnter={() => decide("deny")}
        />
      )}
      <Choices
        {...{ mode, setMode, decide, answered }}
        isEditable={fields !== null && fields.length > 0}
        onceOnly={call.onceOnly}
      />
    </div>
  );
}

/** What goes with a decision; `problems` where what was written cannot be read. */
function wordsOf(
  mode: Mode,
  decision: Decision,
  fields: readonly ArgumentField[],
): ApprovalWords | { problems: Readonly<Record<string, string>> } {
  if (mode.mode === "denying" && decision === "deny")
    return mode.reason === "" ? {} : { reason: mode.reason };
  if (mode.mode !== "editing" || decision === "deny" || !isEdited(fields, mode.entries)) return {};
  const read = readFields(fields, mode.entries);
  return read.ok ? { arguments: read.text } : read;
}

type ChoicesProps = {
  mode: Mode;
  setMode: (mode: Mode) => void;
  decide: (decision: Decision) => void;
  answered: Decision | null;
  isEditable: boolean;
  onceOnly: boolean;
};

function Choices({ mode, setMode, decide, answered, isEditable, onceOnly }: ChoicesProps) {
  const off = { "aria-disabled": answered !== null };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button {...off} onClick={() => decide("deny")}>
        Deny
      </Button>
      {mode.mode === "reading" && (
        <Button tone="ghost" {...off} onClick={() => setMode({ mode: "denying", reason: "" })}>
          Say why
        </Button>
      )}
      {mode.mode === "reading" && isEditable && (
        <Button tone="ghost" {...off} onClick={() => setMode({ mode: "editing", entries: {}, problems: {} })}>
          Edit
        </Button>
      )}
      {mode.mode === "editing" && (
        <Button tone="ghost" {...off} onClick={() => setMode({ mode: "reading" })}>
          Discard changes
        </Button>
      )}
      {!onceOnly && (
        <Button {...off} onClick={() => decide("session")}>
          Allow for this session
        </Button>
      )}
      <Button tone="solid" {...off} onClick={() => decide("once")}>
        Allow once
      </Button>
      {answered !== null && <span className="text-ink-2 text-small">Sending your answer</span>}
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
