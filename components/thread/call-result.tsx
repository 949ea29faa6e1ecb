"use client";

import { useState } from "react";
import { useClient } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import type { Blob, LoggedOutcome } from "../../lib/protocol/tool";
import { prettyJson } from "./call-arguments";
import { bytesText } from "./format";
import { Box } from "./text-box";

type CallResultProps = { sessionId: SessionId; outcome: LoggedOutcome };

/** What the model was told; of a large output the beginning, and all of it when it is asked for. */
export function CallResult({ sessionId, outcome }: CallResultProps) {
  if (!outcome.ok) return <Told text={JSON.stringify({ error: outcome.error })} />;
  if (!outcome.blob) return <Told text={outcome.output} />;
  return <LargeOutput sessionId={sessionId} beginning={outcome.output} blob={outcome.blob} />;
}

const TITLE = "What the model was told";

function Told({ title = TITLE, text }: { title?: string; text: string }) {
  const pretty = prettyJson(text);
  return <Box title={title} copy={text} language={pretty.language} text={pretty.text} />;
}

type LargeOutputProps = { sessionId: SessionId; beginning: string; blob: Blob };

/** The text is asked for once and then kept for as long as the call is open. */
type Whole =
  | { status: "unread" | "reading" }
  | { status: "failed"; message: string }
  | { status: "shown" | "hidden"; text: string };

function LargeOutput({ sessionId, beginning, blob }: LargeOutputProps) {
  const client = useClient();
  const [whole, setWhole] = useState<Whole>({ status: "unread" });
  const read = async (): Promise<void> => {
    if (!client) return;
    setWhole({ status: "reading" });
    const answer = await client.readOutput(sessionId, blob.hash);
    setWhole(
      "text" in answer
        ? { status: "shown", text: answer.text }
        : { status: "failed", message: answer.error.message },
    );
  };
  const toggle = (): void => {
    if ("text" in whole) setWhole({ ...whole, status: whole.status === "shown" ? "hidden" : "shown" });
    else if (whole.status !== "reading") void read();
  };
  return (
    <div>
      {whole.status === "shown" ? (
        <Told text={whole.text} />
      ) : (
        <Told title={`${TITLE}: preview of ${bytesText(blob.bytes)}`} text={`${beginning}…`} />
      )}
      <button
        type="button"
        aria-expanded={whole.status === "shown"}
        aria-disabled={whole.status === "reading"}
        onClick={toggle}
        className="text-ink-2 hover:text-ink mt-1 min-h-6 text-[13px] font-medium"
      >
        {LABELS[whole.status]}
      </button>
      {whole.status === "failed" && (
        <p role="alert" className="text-bad text-small">
          {whole.message}
        </p>
      )}
    </div>
  );
}

const LABELS: Readonly<Record<Whole["status"], string>> = {
  unread: "Show all",
  reading: "Reading…",
  failed: "Show all",
  shown: "Show less",
  hidden: "Show all",
};
