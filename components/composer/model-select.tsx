"use client";

import { ChevronDown } from "lucide-react";
import type { ModelChoice } from "../../lib/protocol/frame";
import type { SessionId } from "../../lib/protocol/ids";
import { useClient, useClientState } from "../../lib/client/use-session";
import { chooseModel, useModel } from "../session/model-choice";

const NO_MODELS: readonly ModelChoice[] = [];

/**
 * Which model answers the next message. The native select lies invisibly over its own label: it is as wide
 * as what it shows, and its font can be large enough that a phone does not zoom in.
 */
export function ModelSelect({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const models = useClientState((state) => state.models, NO_MODELS);
  const model = useModel(sessionId);
  const known = models.some(({ id }) => id === model);
  return (
    <span className="relative flex h-[30px] min-w-0 items-center gap-1 rounded-control px-2.5 text-[13px] text-ink-2 outline-offset-2 outline-copper hover:bg-sel hover:text-ink has-focus-visible:outline-2 pointer-coarse:h-9">
      <span aria-hidden className="max-w-[160px] truncate">
        {model ?? "Model"}
      </span>
      <ChevronDown size={14} aria-hidden className="-mr-0.5 flex-none text-ink-3" />
      <select
        aria-label="Model"
        value={model ?? ""}
        disabled={client === null || models.length === 0}
        onChange={(event) => client && chooseModel(client, sessionId, event.currentTarget.value)}
        className="absolute inset-x-0 -inset-y-1 text-[16px] opacity-0"
      >
        {known ? null : <option value={model ?? ""}>{model ?? "Model"}</option>}
        {models.map(({ id, note }) => (
          <option key={id} value={id} title={note ?? undefined}>
            {id}
          </option>
        ))}
      </select>
    </span>
  );
}
