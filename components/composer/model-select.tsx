"use client";

import { ChevronDown } from "lucide-react";
import type { ModelChoice } from "../../lib/protocol/frame";
import type { SessionId } from "../../lib/protocol/ids";
import { useClient, useClientState } from "../../lib/client/use-session";
import { ModelNote, modelOf } from "../session/model-note";

const NO_MODELS: readonly ModelChoice[] = [];

/** Which model answers the next message. The honest word about it stands beside. */
export function ModelSelect({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const models = useClientState((state) => state.models, NO_MODELS);
  const model = useClientState((state) => modelOf(state, sessionId), null);
  const known = models.some(({ id }) => id === model);
  return (
    <span className="flex min-w-0 items-center">
      <span className="relative flex min-w-0 items-center">
        <select
          aria-label="Model"
          value={model ?? ""}
          disabled={client === null || models.length === 0}
          onChange={(event) => client?.configure(sessionId, event.currentTarget.value)}
          className="h-[30px] max-w-[180px] min-w-0 appearance-none truncate rounded-control bg-transparent pr-7 pl-2.5 text-[13px] text-ink-2 hover:bg-sel hover:text-ink pointer-coarse:h-11 pointer-coarse:text-[16px]"
        >
          {known ? null : <option value={model ?? ""}>{model ?? "Model"}</option>}
          {models.map(({ id, note }) => (
            <option key={id} value={id} title={note ?? undefined}>
              {id}
            </option>
          ))}
        </select>
        <ChevronDown
          size={14}
          aria-hidden
          className="pointer-events-none absolute right-2 flex-none text-ink-3"
        />
      </span>
      <ModelNote
        sessionId={sessionId}
        className="ml-1 truncate text-small text-ink-3 max-desk:hidden wide:hidden"
      />
    </span>
  );
}
