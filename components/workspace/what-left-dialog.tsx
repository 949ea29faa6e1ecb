"use client";

import { useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import type { FinishedTurn } from "../../lib/session/state";
import { Dialog } from "../ui/dialog";
import { departuresOf } from "./departures";
import { WhatLeft } from "./what-left";

type WhatLeftDialogProps = { sessionId: SessionId; title: string; onClose: () => void };

const NO_TURNS: readonly FinishedTurn[] = [];

/** Follows the session while it is open: what a running turn takes out appears in it. */
export function WhatLeftDialog({ sessionId, title, onClose }: WhatLeftDialogProps) {
  const finished = useSessionView(sessionId, (view) => view.session.turns, NO_TURNS);
  const turn = useSessionView(sessionId, (view) => view.session.turn, null);
  const turns = turn?.status === "running" ? [...finished, turn] : finished;
  return (
    <Dialog open onClose={onClose} title={title} width="wide">
      <WhatLeft sessionId={sessionId} turns={departuresOf(turns)} />
    </Dialog>
  );
}
