"use client";

import { useState } from "react";
import type { CallId, TurnId } from "../../lib/protocol/ids";
import type { TabId } from "./tabs";

type Seen = { tab: TabId; chart: CallId | null; chosenIn: TurnId | null };

/** The open tab. A new chart opens its tab, unless the person has chosen one within the same turn. */
export function useTab(chart: CallId | null, turn: TurnId | null): [TabId, (tab: TabId) => void] {
  const [seen, setSeen] = useState<Seen>({ tab: "tables", chart: null, chosenIn: null });
  const next = tabAfter(seen, chart, turn);
  if (next !== seen) setSeen(next);
  return [next.tab, (tab) => setSeen((before) => ({ ...before, tab, chosenIn: turn }))];
}

export function tabAfter(seen: Seen, chart: CallId | null, turn: TurnId | null): Seen {
  if (chart === seen.chart) return seen;
  const isChosen = seen.chosenIn !== null && seen.chosenIn === turn;
  return { ...seen, chart, tab: chart === null || isChosen ? seen.tab : "chart" };
}
