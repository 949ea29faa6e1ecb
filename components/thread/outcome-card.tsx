"use client";

import { useClient, useSessionView } from "../../lib/client/use-session";
import type { OutboxEntry } from "../../lib/client/state";
import type { CallId, SessionId } from "../../lib/protocol/ids";
import type { OutcomeAnswer } from "../../lib/protocol/tool";
import type { ToolCall } from "../../lib/session/state";
import { Button } from "../ui/button";
import { CallArguments } from "./call-details";
import { verbOf } from "./call-view";

/** A call that may or may not have taken effect. Only the session's owner is asked. */
export function OutcomeCard({ sessionId, call }: { sessionId: SessionId; call: ToolCall }) {
  const client = useClient();
  const isOwner = useSessionView(sessionId, (view) => view.role === "owner", false);
  const answered = useSessionView(sessionId, (view) => answerIn(view.outbox, call.callId), null);
  if (!isOwner) return null;
  const say = (answer: OutcomeAnswer) => {
    if (answered === null) client?.resolveOutcome(sessionId, call.callId, answer);
  };
  const off = { "aria-disabled": answered !== null };
  return (
    <div
      role="group"
      aria-label={`Outcome: ${call.name}`}
      className="border-copper-line bg-copper-soft flex flex-col gap-2.5 rounded-[10px] border px-3.5 py-3 text-[13.5px] leading-[21px]"
    >
      <p>
        Did <b className="font-semibold">{verbOf(call.name)}</b> happen? It was started, and its page went
        away before it could answer. It may have taken effect.
      </p>
      <div className="space-y-2">
        <CallArguments text={call.arguments} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button {...off} onClick={() => say("happened")}>
          It happened
        </Button>
        <Button {...off} onClick={() => say("run_again")}>
          It did not: run again
        </Button>
        <Button tone="ghost" {...off} onClick={() => say("unknown")}>
          I cannot tell
        </Button>
        {answered !== null && <span className="text-ink-2 text-small">Sending your answer</span>}
      </div>
    </div>
  );
}

function answerIn(outbox: readonly OutboxEntry[], callId: CallId): OutcomeAnswer | null {
  for (const { command } of outbox) {
    if (command.type === "resolve_outcome" && command.callId === callId) return command.answer;
  }
  return null;
}
