"use client";

import { FileText, X } from "lucide-react";
import type { SentAttachment } from "../../../lib/protocol/content";
import type { SessionId } from "../../../lib/protocol/ids";
import { base64Bytes } from "../../../lib/util/base64";
import { bytesText } from "../../thread/format";
import { IconButton } from "../../ui/icon-button";
import type { Attached } from "./attachment-store";
import { detachFile, dismissProblems } from "./attachment-store";

type AttachmentTrayProps = { sessionId: SessionId; attached: Attached };

/** What goes with the message, above its text; and what was left out, with the reason. */
export function AttachmentTray({ sessionId, attached }: AttachmentTrayProps) {
  const { files, ready, problems, status } = attached;
  return (
    <>
      {problems.length > 0 && <Problems sessionId={sessionId} problems={problems} />}
      {(files.length > 0 || status === "preparing") && (
        <ul
          aria-label="Files to send"
          aria-busy={status === "preparing"}
          className="flex flex-wrap gap-1.5 px-3 pt-3"
        >
          {files.map(({ id, file }) => (
            <li key={id}>
              <Chip
                name={file.name}
                attachment={ready.get(id)}
                onRemove={() => void detachFile(sessionId, id)}
              />
            </li>
          ))}
          {status === "preparing" && (
            <li role="status" className="text-small text-ink-3 self-center px-1">
              Reading the files
            </li>
          )}
        </ul>
      )}
    </>
  );
}

type ChipProps = { name: string; attachment: SentAttachment | undefined; onRemove: () => void };

function Chip({ name, attachment, onRemove }: ChipProps) {
  const thumbnail = attachment?.thumbnail ?? null;
  return (
    <span className="border-line bg-panel text-small flex max-w-[230px] items-center gap-2 rounded-[9px] border py-1 ps-1.5 pe-0.5">
      {thumbnail === null ? (
        <FileText aria-hidden size={15} className="text-ink-3 ms-1 flex-none" />
      ) : (
        // eslint-disable-next-line @next/next/no-img-element -- made in this page, never fetched
        <img src={thumbnail} alt="" className="size-7 flex-none rounded-[5px] object-cover" />
      )}
      <span className="min-w-0 truncate" title={name}>
        {name}
      </span>
      {attachment && (
        <span className="text-ink-3 flex-none tabular-nums">{bytesText(base64Bytes(attachment.data))}</span>
      )}
      <IconButton
        label={`Remove ${name}`}
        onClick={onRemove}
        className="!size-[26px] pointer-coarse:!size-11"
      >
        <X size={14} aria-hidden />
      </IconButton>
    </span>
  );
}

function Problems({ sessionId, problems }: { sessionId: SessionId; problems: readonly string[] }) {
  return (
    <div role="alert" className="text-small flex items-start gap-2 px-4 pt-3">
      <ul className="text-bad min-w-0 flex-1 [overflow-wrap:anywhere]">
        {problems.map((problem, at) => (
          <li key={at}>{problem}</li>
        ))}
      </ul>
      <IconButton
        label="Dismiss"
        onClick={() => dismissProblems(sessionId)}
        className="!size-[26px] pointer-coarse:!size-11"
      >
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
