"use client";

import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { useClient } from "../../lib/client/use-session";
import type { ImportState } from "../workspace/import-store";
import { pickFiles } from "../composer/pick-files";
import { useImportFiles } from "../workspace/import-files";

export const SAMPLES = [
  { file: "orders.csv", says: "Orders by region and product" },
  { file: "visits-messy.csv", says: "Web visits, untidy on purpose" },
] as const;

export type SampleFile = (typeof SAMPLES)[number]["file"];

type Starter =
  { step: "ready" } | { step: "fetching"; file: SampleFile } | { step: "failed"; message: string };

const UNREACHABLE = "The sample could not be loaded. Check the connection, then try again.";

const noTables = () => 0;
const never = () => () => undefined;

/** How many tables this page's desk holds. */
function useTableCount(): number {
  const desk = useClient()?.desk;
  return useSyncExternalStore(
    desk ? desk.subscribe : never,
    desk ? () => desk.tables().length : noTables,
    noTables,
  );
}

async function fetchSample(file: SampleFile): Promise<File> {
  const answer = await fetch(`/samples/${file}`);
  if (!answer.ok) throw new Error(`The sample could not be loaded (${answer.status}).`);
  return new File([await answer.blob()], file, { type: "text/csv" });
}

const isRefusedSample = (one: ImportState): one is Extract<ImportState, { status: "failed" }> =>
  one.status === "failed" && SAMPLES.some(({ file }) => file === one.file);

/** A bundled sample goes the way of any file. `busy` names the one that is on its way into the desk. */
function useSampleLoader() {
  const { importFiles, imports, dismiss } = useImportFiles();
  const refused = imports.filter(isRefusedSample);
  const [state, setState] = useState<Starter>({ step: "ready" });
  const load = (file: SampleFile) => {
    for (const { id } of refused) dismiss(id);
    setState({ step: "fetching", file });
    fetchSample(file).then(
      (sample) => {
        importFiles([sample]);
        setState({ step: "ready" });
      },
      () => setState({ step: "failed", message: UNREACHABLE }),
    );
  };
  const importing = imports.find(({ status }) => status === "importing")?.file ?? null;
  const refusal = refused.at(-1)?.message ?? null;
  return {
    load,
    choose: () => pickFiles(importFiles),
    busy: state.step === "fetching" ? state.file : importing,
    failure: state.step === "failed" ? state.message : refusal,
  };
}

/** What a new session offers to begin with. A question that needs a table waits for it. */
export function useStarter(send: (text: string) => void) {
  const { load, choose, busy, failure } = useSampleLoader();
  const tables = useTableCount();
  const [waiting, setWaiting] = useState<string | null>(null);
  const sendWaiting = useEffectEvent(() => {
    if (waiting !== null && failure === null) send(waiting);
  });
  useEffect(() => {
    if (tables > 0) sendWaiting();
  }, [tables]);

  const ask = (text: string) => {
    if (tables > 0) return send(text);
    setWaiting(text);
    if (busy === null) load(SAMPLES[0].file);
  };
  return { tables, busy, failure, waiting: failure === null ? waiting : null, load, choose, ask };
}
