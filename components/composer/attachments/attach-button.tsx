"use client";

import { Paperclip } from "lucide-react";
import { useRef } from "react";
import type { SessionId } from "../../../lib/protocol/ids";
import { IconButton } from "../../ui/icon-button";
import { attachFiles } from "./attachment-store";

const ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/*,.md,.log,.json,.yaml,.yml";

/** Opens the file chooser for files that go to the model with the message. */
export function AttachButton({ sessionId }: { sessionId: SessionId }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label="Attach files"
        title="Attach images, PDF or text: they go to the model with the message"
        onClick={() => input.current?.click()}
        className="pointer-coarse:!size-9"
      >
        <Paperclip size={15} aria-hidden />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        aria-label="Files to attach"
        tabIndex={-1}
        className="sr-only"
        onChange={({ currentTarget }) => {
          void attachFiles(sessionId, [...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}
