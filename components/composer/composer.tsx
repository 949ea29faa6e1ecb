"use client";

import { Plus } from "lucide-react";
import type { ClipboardEvent, KeyboardEvent } from "react";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SentAttachment } from "../../lib/protocol/content";
import { MAX_MESSAGE_CHARS } from "../../lib/protocol/limits";
import type { SessionId } from "../../lib/protocol/ids";
import { ExecutorStatus } from "../session/executor-status";
import { ModelNote } from "../session/model-note";
import { Button } from "../ui/button";
import { lazyPart } from "../ui/lazy-part";
import { useModifier } from "../ui/shortcut-label";
import { TOUCH, useMedia } from "../ui/use-media";
import { useImportFiles } from "../workspace/import-files";
import type { Attached } from "./attachments/attachment-store";
import { AttachButton } from "./attachments/attach-button";
import { takeFiles } from "./attachments/attachment-store";
import { giveFiles } from "./attachments/give-files";
import { useAttachments } from "./attachments/use-attachments";
import { ComposerActions } from "./composer-actions";
import type { Gesture } from "./enter-key";
import { gestureOf } from "./enter-key";
import { ModelSelect } from "./model-select";
import { pickFiles } from "./pick-files";
import { RefusalNotice } from "./refusal-notice";
import type { Draft } from "./use-draft";
import { useDraft } from "./use-draft";
import { useEscapeStops } from "./use-escape-stops";
import { useWarm } from "./use-warm";
import { usePicked } from "../workspace/use-picked";

// What a new session does not show comes when it is first needed.
const AttachmentTray = lazyPart(async () => (await import("./attachments/attachment-tray")).AttachmentTray);
const ContextMeter = lazyPart(async () => (await import("./context/context-meter")).ContextMeter);
const PickedValues = lazyPart(async () => (await import("../workspace/picked-values")).PickedValues);
const QueueTray = lazyPart(async () => (await import("./queue-tray")).QueueTray);

type ComposerProps = {
  sessionId: SessionId;
  send: (text: string, attachments?: readonly SentAttachment[]) => void;
};

type MessageFieldProps = {
  sessionId: SessionId;
  draft: Draft;
  running: boolean;
  onSubmit: (gesture: Gesture) => void;
  onFiles: (files: File[]) => void;
};

function MessageField({ sessionId, draft, running, onSubmit, onFiles }: MessageFieldProps) {
  const touch = useMedia(TOUCH);
  const { field } = draft;
  useEffect(() => {
    if (!matchMedia(TOUCH).matches) field.current?.focus({ preventScroll: true });
  }, [sessionId, field]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const gesture = gestureOf({ ...event, isComposing: event.nativeEvent.isComposing }, touch);
    if (gesture === null) return;
    event.preventDefault();
    onSubmit(gesture);
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    onFiles(files);
  };
  return (
    <textarea
      ref={field}
      aria-label="Message"
      rows={1}
      dir="auto"
      maxLength={MAX_MESSAGE_CHARS}
      enterKeyHint={touch ? "enter" : "send"}
      placeholder={running ? "Say what comes next" : "Ask, or say what to change"}
      onChange={draft.changed}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      className="field-sizing-content block max-h-[40dvh] min-h-[43px] w-full resize-none overflow-y-auto rounded-t-[13px] bg-transparent px-4 pt-[13px] pb-1.5 text-read outline-none pointer-coarse:text-[16px]"
    />
  );
}

/** A send that came before the page was ready happens once it is. */
function useSubmit(ready: boolean, submit: (gesture: Gesture) => void): (gesture: Gesture) => void {
  const wanted = useRef<Gesture | null>(null);
  const submitNow = useEffectEvent(submit);
  useEffect(() => {
    if (!ready || wanted.current === null) return;
    const gesture = wanted.current;
    wanted.current = null;
    submitNow(gesture);
  }, [ready]);
  return (gesture) => {
    if (ready) submit(gesture);
    else wanted.current = gesture;
  };
}

const IDLE_HINT = "Enter sends · Shift Enter adds a line";

function Foot({ sessionId, running }: { sessionId: SessionId; running: boolean }) {
  const modifier = useModifier();
  return (
    <div className="mt-2 flex justify-between gap-4 px-1 text-[12px] leading-4 text-ink-3">
      <ExecutorStatus sessionId={sessionId} />
      <span className="truncate max-wide:hidden" aria-hidden>
        {running ? `Enter queues · ${modifier} Enter steers · Escape stops` : IDLE_HINT}
      </span>
      <ModelNote sessionId={sessionId} className="truncate wide:hidden max-[359px]:hidden" />
    </div>
  );
}

/** From its first message on the tray stays: what was being edited when the last one was sent is still in it. */
function Queue({ sessionId, onReturn }: { sessionId: SessionId; onReturn: (text: string) => void }) {
  const filled = useSessionView(sessionId, (view) => view.session.queue.length > 0, false);
  const [wanted, setWanted] = useState(filled);
  if (filled && !wanted) setWanted(true);
  return wanted ? <QueueTray sessionId={sessionId} onReturn={onReturn} /> : null;
}

function Tray({ sessionId, attached }: { sessionId: SessionId; attached: Attached }) {
  const { files, problems, status } = attached;
  const isEmpty = files.length === 0 && problems.length === 0 && status === "ready";
  return (
    <>
      <PickedPart sessionId={sessionId} />
      {isEmpty ? null : <AttachmentTray sessionId={sessionId} attached={attached} />}
    </>
  );
}

/** What "this" means in the next message. */
function PickedPart({ sessionId }: { sessionId: SessionId }) {
  const picked = usePicked(sessionId);
  if (!picked) return null;
  return (
    <div className="px-3 pt-2.5">
      <PickedValues picked={picked} />
    </div>
  );
}

function Meter({ sessionId }: { sessionId: SessionId }) {
  const hasTurns = useSessionView(sessionId, (view) => view.session.turns.length > 0, false);
  return hasTurns ? <ContextMeter sessionId={sessionId} /> : null;
}

/** The unsent message and everything beside it. Its text never reaches the rest of the page's state. */
export function Composer({ sessionId, send }: ComposerProps) {
  const client = useClient();
  const draft = useDraft(sessionId);
  const { importFiles } = useImportFiles();
  const running = useSessionView(sessionId, (view) => view.session.turn.status === "running", false);
  const stop = useCallback(() => client?.stop(sessionId), [client, sessionId]);
  useEscapeStops(running, stop);
  const warm = useWarm(sessionId);
  const attached = useAttachments(sessionId);
  const hasFiles = attached.files.length > 0;
  const ready = client !== null && sessionId !== "" && attached.status === "ready";
  const submit = useSubmit(ready, (gesture) => {
    const text = draft.take() ?? "";
    if (text === "" && !hasFiles) return;
    client?.dismissRefusal(sessionId);
    if (running && gesture === "now" && !hasFiles) client?.steer(sessionId, text);
    else send(text, takeFiles(sessionId));
  });
  return (
    <div className="flex-none px-7 pb-[max(14px,env(safe-area-inset-bottom))] max-desk:px-2.5">
      <div className="mx-auto max-w-[640px]">
        <RefusalNotice sessionId={sessionId} />
        <Queue sessionId={sessionId} onReturn={draft.insert} />
        <div
          onFocus={warm}
          onInput={warm}
          className="rounded-[14px] border border-line-strong bg-raised shadow-lift transition-colors focus-within:border-ink-3"
        >
          <Tray sessionId={sessionId} attached={attached} />
          <MessageField
            sessionId={sessionId}
            draft={draft}
            running={running}
            onSubmit={submit}
            onFiles={(files) => giveFiles(files, importFiles)}
          />
          <div className="flex flex-wrap items-center gap-x-1 gap-y-1.5 px-2 pt-1 pb-2">
            {/* Where the workspace is a column, its own button of this name is in sight. */}
            <Button tone="ghost" onClick={() => pickFiles(importFiles)} className="px-2.5 desk:hidden">
              <Plus size={15} aria-hidden />
              Add data
            </Button>
            <AttachButton sessionId={sessionId} />
            <ModelSelect sessionId={sessionId} />
            <Meter sessionId={sessionId} />
            <ComposerActions
              sessionId={sessionId}
              running={running}
              filled={draft.filled || hasFiles}
              canSteer={!hasFiles}
              onSubmit={submit}
              onStop={stop}
            />
          </div>
        </div>
        <Foot sessionId={sessionId} running={running} />
      </div>
    </div>
  );
}
