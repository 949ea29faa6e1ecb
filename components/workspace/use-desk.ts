"use client";

import { useMemo, useSyncExternalStore } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { DeskState, DeskTable } from "../../lib/desk/types";
import type { SessionId } from "../../lib/protocol/ids";
import type { FinishedTurn } from "../../lib/session/state";
import type { Desk } from "./artifacts";
import { deskOf } from "./artifacts";

const NO_TURNS: readonly FinishedTurn[] = [];
const NO_TURN = { turnId: null, calls: null, workspace: null };
const NO_TABLES: readonly DeskTable[] = [];
const noSubscription = () => () => undefined;

/** What the session's calls left behind. It is folded again when a call changes, never for text. */
export function useSessionDesk(sessionId: SessionId): Desk {
  const turns = useSessionView(sessionId, (view) => view.session.turns, NO_TURNS);
  const running = useSessionView(sessionId, (view) => view.session.turn, null);
  const { turnId, calls, workspace } = running?.status === "running" ? running : NO_TURN;
  return useMemo(() => {
    const now = turnId && calls ? [{ turnId, calls, workspace }] : [];
    return deskOf([...turns, ...now]);
  }, [turns, turnId, calls, workspace]);
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
