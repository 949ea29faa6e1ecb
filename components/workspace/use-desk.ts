"use client";

import { useMemo, useSyncExternalStore } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { DeskState, DeskTable } from "../../lib/desk/types";
import type { SessionId } from "../../lib/protocol/ids";
import type { FinishedTurn, RunningTurn } from "../../lib/session/state";
import type { Desk } from "./artifacts";
import { deskOf } from "./artifacts";

const NO_TURNS: readonly FinishedTurn[] = [];
const NO_TABLES: readonly DeskTable[] = [];
const noSubscription = () => () => undefined;

/** What the session's calls left behind. It is folded again when a call changes, never for text. */
export function useSessionDesk(sessionId: SessionId): Desk {
  const turns = useSessionView(sessionId, (view) => view.session.turns, NO_TURNS);
  const running = useSessionView(sessionId, (view) => view.session.turn, null);
  const turnId = running?.status === "running" ? running.turnId : null;
  const calls = running?.status === "running" ? running.calls : null;
  return useMemo(() => {
    const now: Pick<RunningTurn, "turnId" | "calls">[] = turnId && calls ? [{ turnId, calls }] : [];
    return deskOf([...turns, ...now]);
  }, [turns, turnId, calls]);
}

/** The tables in this page. */
export function useDeskTables(): readonly DeskTable[] {
  return useDeskState((state) => state.tables, NO_TABLES);
}

export function useDeskState<T>(select: (state: DeskState) => T, fallback: T): T {
  const desk = useClient()?.desk ?? null;
  return useSyncExternalStore(
    desk ? desk.subscribe : noSubscription,
    () => (desk ? select(desk.state()) : fallback),
    () => fallback,
  );
}
