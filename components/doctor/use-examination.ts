"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useClientState } from "../../lib/client/use-session";
import { BROWSER_CHECKS, runCheck } from "./browser-checks";
import { line, type Line } from "./line";
import { readReport, type ReportAnswer } from "./report-requests";

export type Examination = {
  browser: readonly Line[];
  /** The latest; null before the first. */
  answer: ReportAnswer | null;
  running: boolean;
};

const WAITING: readonly Line[] = BROWSER_CHECKS.map(({ label }) =>
  line(label, { value: "Checking", state: "waiting", remedy: null }),
);
const START: Examination = { browser: WAITING, answer: null, running: true };

type Change = (change: (before: Examination) => Examination) => void;

/** The first check measures times: the others wait for it. */
async function examine(probe: boolean, change: Change): Promise<void> {
  const server = readReport({ probe });
  const answered = server.then((answer) => change((before) => ({ ...before, answer })));
  const [first, ...others] = BROWSER_CHECKS.map((check, at) => async () => {
    const found = line(check.label, await runCheck(check, server));
    change((before) => ({ ...before, browser: before.browser.with(at, found) }));
  });
  await first?.();
  await Promise.all([answered, ...others.map((run) => run())]);
  change((before) => ({ ...before, running: false }));
}

/** Looks once the page is alive, and again when its lock is opened. Only `again` makes the server probe. */
export function useExamination(): Examination & { again: () => void } {
  const [examination, setExamination] = useState(START);
  const isLocked = useClientState((state) => state.link.status === "locked", false);
  const under = useRef(new AbortController());
  const start = useCallback((probe: boolean): AbortController => {
    under.current.abort();
    const mine = new AbortController();
    under.current = mine;
    void examine(probe, (change) => (mine.signal.aborted ? undefined : setExamination(change)));
    return mine;
  }, []);
  useEffect(() => {
    const mine = start(false);
    return () => mine.abort();
  }, [start, isLocked]);
  const again = () => {
    setExamination((before) => ({ ...before, browser: WAITING, running: true }));
    start(true);
  };
  return { ...examination, again };
}
