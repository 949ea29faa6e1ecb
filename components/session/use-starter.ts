"use client";

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useClient } from "../../lib/client/use-session";
import { useImportFiles } from "../workspace/import-files";

export const SAMPLES = [
  { file: "orders.csv", says: "Orders by region and product" },
  { file: "visits-messy.csv", says: "Web visits, untidy on purpose" },
] as const;

export type SampleFile = (typeof SAMPLES)[number]["file"];

export type Starter =
  { step: "ready" } | { step: "fetching"; file: SampleFile } | { step: "failed"; message: string };

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

/** A bundled sample goes the way of any file; a question that needs a table waits for it. */
export function useStarter(send: (text: string) => void) {
  const { importFiles } = useImportFiles();
  const tables = useTableCount();
  const [state, setState] = useState<Starter>({ step: "ready" });
  const waiting = useRef<string | null>(null);

  useEffect(() => {
    const text = waiting.current;
    if (tables === 0 || text === null) return;
    waiting.current = null;
    send(text);
  }, [tables, send]);

  const load = useCallback(
    (file: SampleFile) => {
      setState({ step: "fetching", file });
      fetchSample(file).then(
        (sample) => {
          importFiles([sample]);
          setState({ step: "ready" });
        },
        () => {
          waiting.current = null;
          setState({
            step: "failed",
            message: "The sample could not be loaded. Check the connection, then try again.",
          });
        },
      );
    },
    [importFiles],
  );

  const ask = useCallback(
    (text: string) => {
      if (tables > 0) return send(text);
      waiting.current = text;
      load(SAMPLES[0].file);
    },
    [tables, send, load],
  );
  return { state, tables, load, ask };
}
