"use client";

import { useMemo, useState } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { lazyPart } from "../ui/lazy-part";
import { AddData } from "./add-data";
import type { Desk } from "./artifacts";
import { currentTurnId } from "./artifacts";
import { ImportList } from "./import-files";
import { ResultSheet } from "./result-grid";
import { TableList } from "./table-list";
import type { ListedTable } from "./tables";
import { catalogTables, deskBytes, listedTables } from "./tables";
import { Tabs, panelId, tabId } from "./tabs";
import { TruthLine } from "./truth-line";
import { useDeskState, useDeskTables, useSessionDesk } from "./use-desk";
import { useTab } from "./use-tab";

const ChartSheet = lazyPart(async () => (await import("./chart-sheet")).ChartSheet);
const TableSheet = lazyPart(async () => (await import("./browse/table-sheet")).TableSheet);

type WorkspaceProps = { sessionId: SessionId; canAddData: boolean };

/** The data desk beside a session: its tables, the last result, its charts. */
export function Workspace({ sessionId, canAddData }: WorkspaceProps) {
  return <WorkspaceOf key={sessionId} sessionId={sessionId} canAddData={canAddData} />;
}

function WorkspaceOf({ sessionId, canAddData }: WorkspaceProps) {
  const desk = useSessionDesk(sessionId);
  const here = useDeskTables();
  const turnId = useSessionView(sessionId, (view) => currentTurnId(view.session), null);
  const [tab, choose] = useTab(desk.charts.at(-1)?.callId ?? null, turnId);
  const tables = useTables(desk, canAddData);
  const items = [
    { id: "tables", label: "Tables", count: tables.length },
    { id: "chart", label: "Chart", count: desk.charts.length },
  ] as const;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex h-[52px] flex-none items-center justify-between gap-2 px-3.5">
        <Tabs items={items} selected={tab} onSelect={choose} />
        {canAddData && <AddData />}
      </div>
      {canAddData && <ImportList />}
      <div
        role="tabpanel"
        id={panelId(tab)}
        aria-labelledby={tabId(tab)}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain pt-px"
      >
        {tab === "tables" ? (
          <TablesPanel tables={tables} canAddData={canAddData} />
        ) : (
          <ChartSheet sessionId={sessionId} charts={desk.charts} canPick={canAddData} />
        )}
        {desk.table && <ResultSheet key={desk.table.callId} artifact={desk.table.artifact} />}
      </div>
      <TruthLine
        sessionId={sessionId}
        bytesHere={canAddData ? deskBytes(here) : null}
        bytesToModel={desk.bytesToModel}
      />
    </div>
  );
}

/** The page's own tables; in a shared view, the ones that the session's latest catalog names. */
function useTables({ catalog }: Desk, isOwn: boolean): readonly ListedTable[] {
  const here = useDeskTables();
  const artifact = catalog?.artifact ?? null;
  return useMemo(() => {
    if (isOwn) return listedTables(here);
    return artifact ? catalogTables(artifact) : [];
  }, [isOwn, here, artifact]);
}

type TablesPanelProps = { tables: readonly ListedTable[]; canAddData: boolean };

function TablesPanel({ tables, canAddData }: TablesPanelProps) {
  const desk = useClient()?.desk ?? null;
  const here = useDeskTables();
  const [browsed, browse] = useState<string | null>(null);
  const table = canAddData ? here.find(({ name }) => name === browsed) : undefined;
  const remove = (name: string) => {
    // A table that is gone already answers false; nothing else can be done about it here.
    void desk?.removeTable(name);
  };
  return (
    <>
      <EngineNote />
      <TableList tables={tables} verbs={canAddData ? { remove, browse } : null} />
      {table && <TableSheet key={table.name} table={table} onClose={() => browse(null)} />}
      {tables.length === 0 && <NoTables canAddData={canAddData} />}
    </>
  );
}

/** Why the desk is not there, when it is not. */
function EngineNote() {
  const engine = useDeskState((state) => state.engine, "closed");
  const note = useDeskState((state) => state.note, "");
  if (engine !== "failed") return null;
  return (
    <p role="alert" className="text-bad text-small px-5 pb-3">
      The data desk could not start. {note}
    </p>
  );
}

function NoTables({ canAddData }: { canAddData: boolean }) {
  if (!canAddData)
    return (
      <p className="text-ink-3 text-small px-5 py-8 text-center">No tables are named in this session.</p>
    );
  return (
    <div className="border-line-strong rounded-surface text-ink-2 text-small mx-3.5 mb-3.5 border border-dashed px-6 py-8 text-center">
      <p className="text-ink text-[13px] font-medium">Drop a CSV, JSON or Parquet file anywhere</p>
      <p className="mt-1">
        It becomes a table here and stays in this tab. The model is told its columns, and what it asks for.
      </p>
    </div>
  );
}
