"use client";

import { Layers } from "lucide-react";
import type { SessionId } from "../../../lib/protocol/ids";
import { withoutDirectionControls } from "../markdown/entities";
import type { HostedRow } from "../turn-parts";
import { CallIcon } from "../call-icon";
import { Progress } from "./hosted-row";
import { liveVerb } from "./hosted-view";
import { PictureView } from "./picture-view";

/** Work of the provider that stands for itself between the texts. */
export function HostedPart({ sessionId, row }: { sessionId: SessionId; row: HostedRow }) {
  const { call } = row;
  if (call === null) return <UnderWay sessionId={sessionId} row={row} />;
  switch (call.tool) {
    case "image_generation":
      return <GeneratedPicture call={call} />;
    case "compaction":
      return (
        <p role="note" className="text-small text-ink-3 flex items-center gap-2">
          <Layers aria-hidden size={14} className="flex-none" />
          Earlier messages were summarised for the model. You still see them whole.
        </p>
      );
    default:
      return null;
  }
}

function UnderWay({ sessionId, row }: { sessionId: SessionId; row: HostedRow }) {
  return (
    <p role="group" aria-label={`Hosted tool: ${liveVerb(row.name)}`} className="flex items-center gap-2">
      <CallIcon state="running" />
      <span className="text-[13px]">{liveVerb(row.name)}</span>
      <Progress sessionId={sessionId} itemId={row.itemId} />
    </p>
  );
}

type Generated = Extract<NonNullable<HostedRow["call"]>, { tool: "image_generation" }>;

function GeneratedPicture({ call: { picture, prompt, status } }: { call: Generated }) {
  const name = withoutDirectionControls(prompt ?? "") || "Generated picture";
  return (
    <figure className="flex max-w-full flex-col items-start gap-1.5">
      {picture ? (
        <PictureView picture={picture} name={name.slice(0, 300)} />
      ) : (
        <p className="text-small text-ink-2">
          {status === "completed" ? "The provider sent no picture." : "No picture was made."}
        </p>
      )}
      {prompt !== null && picture?.status === "inline" && (
        <figcaption dir="auto" className="text-small text-ink-3 line-clamp-3 [overflow-wrap:anywhere]">
          {withoutDirectionControls(prompt)}
        </figcaption>
      )}
    </figure>
  );
}
