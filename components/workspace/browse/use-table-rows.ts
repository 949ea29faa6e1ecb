"use client";

import { useEffect, useState } from "react";
import { useClient } from "../../../lib/client/use-session";
import { type Browsed, countSql, rowsSql } from "../../../lib/desk/browse-sql";
import type { Desk } from "../../../lib/desk/types";
import { missingPages, type Pages, PAGE_ROWS, withPage } from "./row-pages";

export type TableRows = { pages: Pages; total: number | null; problem: string | null };

const UNREAD: TableRows = { pages: new Map(), total: null, problem: null };

type Span = { from: number; to: number };

/** The rows of a table that are in sight, read from the desk as they are needed. Another `browsed` begins anew. */
export function useTableRows(browsed: Browsed, { from, to }: Span): TableRows {
  const desk = useClient()?.desk ?? null;
  const [rows, setRows] = useState<TableRows>(UNREAD);
  const [shown, setShown] = useState(browsed);
  if (browsed !== shown) {
    setShown(browsed);
    setRows(UNREAD);
  }
  useEffect(() => {
    if (!desk) return;
    return reading(async (signal) => {
      const total = await readTotal(desk, browsed, signal);
      setRows((before) => ({ ...before, ...total }));
    });
  }, [desk, browsed]);
  const missing = missingPages(rows.pages, from, Math.min(to, rows.total ?? to)).join();
  useEffect(() => {
    if (!desk || missing === "") return;
    return reading(async (signal) => {
      for (const page of missing.split(",").map(Number)) {
        const read = await readPage(desk, browsed, { page, signal });
        if (read) setRows((before) => read(before));
      }
    });
  }, [desk, browsed, missing]);
  return rows;
}

/** Runs `work` until what it reads for is not wanted any more. */
function reading(work: (signal: AbortSignal) => Promise<void>): () => void {
  const end = new AbortController();
  void work(end.signal);
  return () => end.abort();
}

async function readTotal(desk: Desk, browsed: Browsed, signal: AbortSignal): Promise<Partial<TableRows>> {
  const answer = await desk.query(countSql(browsed), { signal, keep: false });
  if (answer.ok) return { total: Number(answer.rows[0]?.[0] ?? 0), problem: null };
  return answer.code === "cancelled" ? {} : { problem: answer.message };
}

type PageRead = { page: number; signal: AbortSignal };

async function readPage(
  desk: Desk,
  browsed: Browsed,
  { page, signal }: PageRead,
): Promise<((before: TableRows) => TableRows) | null> {
  const sql = rowsSql(browsed, { from: page * PAGE_ROWS, count: PAGE_ROWS });
  const answer = await desk.query(sql, { limit: PAGE_ROWS, signal, keep: false });
  if (signal.aborted || (!answer.ok && answer.code === "cancelled")) return null;
  if (!answer.ok) return (before) => ({ ...before, problem: answer.message });
  return (before) => ({ ...before, pages: withPage(before.pages, page, answer.rows) });
}
