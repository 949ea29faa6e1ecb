"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Chart, DrawnChart } from "../../lib/desk/chart";
import type { ChartTheme } from "../../lib/desk/chart-theme";
import type { Cell } from "../../lib/desk/types";
import type { Artifact } from "../../lib/protocol/tool";
import { tunedSpec } from "./chart-tuning";
import { useDocumentTheme } from "./use-document-theme";

/** `onPick`: told the values of a mark that is clicked; null where nothing can be picked. */
type ChartViewProps = { artifact: Artifact; onPick: OnPick | null };
type OnPick = (values: Readonly<Record<string, Cell>>) => void;
type Drawing = { status: "drawing" } | { status: "drawn" } | { status: "failed"; message: string };

/** A chart as SVG, in the colours of the theme. It is drawn again when the theme or the width changes. */
export function ChartView({ artifact, onPick }: ChartViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useDocumentTheme();
  const [width, setWidth] = useState(0);
  const picked = useEffectEvent((values: Readonly<Record<string, Cell>>) => onPick?.(values));
  const [drawing, setDrawing] = useState<Drawing>({ status: "drawing" });
  useEffect(() => watchWidth(box.current, setWidth), []);
  useEffect(() => {
    const target = box.current;
    if (!target || width === 0) return;
    return draw({ target, artifact, width, onPick: picked }, setDrawing);
  }, [artifact, theme, width]);
  return (
    <div className="relative">
      <div
        ref={box}
        role="img"
        aria-label={artifact.title}
        className={`${drawing.status === "drawn" ? "" : "min-h-[220px]"} ${onPick ? "[&_[aria-roledescription]]:cursor-pointer" : ""} overflow-x-auto px-3.5 pt-1 pb-3.5 [&_svg]:block [&_svg]:h-auto [&_svg]:max-w-full`}
      />
      {drawing.status !== "drawn" && (
        <p className="text-ink-3 text-small absolute inset-0 grid place-items-center px-6 text-center">
          {drawing.status === "failed" ? `This chart cannot be drawn: ${drawing.message}` : "Drawing"}
        </p>
      )}
    </div>
  );
}

/** Follows the width in steps, so that dragging a window edge does not draw a chart per pixel. */
function watchWidth(box: HTMLElement | null, set: (width: number) => void): (() => void) | undefined {
  if (!box) return;
  const observer = new ResizeObserver(([entry]) => {
    const wide = Math.floor((entry?.contentRect.width ?? 0) / 8) * 8;
    if (wide > 0) set(wide);
  });
  observer.observe(box);
  return () => observer.disconnect();
}

type DrawOptions = { target: HTMLElement; artifact: Artifact; width: number; onPick: OnPick };

function draw(
  { target, artifact, width, onPick }: DrawOptions,
  report: (drawing: Drawing) => void,
): () => void {
  let isStale = false;
  let drawn: DrawnChart | null = null;
  const stage = document.createElement("div");
  const run = async () => {
    const { drawChart } = await import("../../lib/desk/chart");
    if (isStale) return;
    drawn = await drawChart(stage, chartOf(artifact, width), {
      theme: themeOf(target),
      width,
      description: artifact.title,
      onPick,
    });
    if (isStale) return drawn.end();
    target.replaceChildren(stage);
    report({ status: "drawn" });
  };
  run().catch((error: unknown) => {
    if (isStale) return;
    target.replaceChildren();
    report({ status: "failed", message: error instanceof Error ? error.message : String(error) });
  });
  return () => {
    isStale = true;
    drawn?.end();
  };
}

const isCell = (value: unknown): value is Cell => value === null || typeof value !== "object";

const chartOf = ({ title, spec, columns, rows }: Artifact, width: number): Chart => ({
  title,
  spec: tunedSpec(spec ?? {}, { title, rows, width }),
  columns,
  rows: rows.map((row) => row.map((value) => (isCell(value) ? value : JSON.stringify(value)))),
});

function themeOf(element: HTMLElement): ChartTheme {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    font: style.fontFamily,
    monoFont: "monospace",
    text: colour("--ink"),
    mutedText: colour("--ink-3"),
    line: colour("--line"),
    palette: ["--c1", "--c2", "--c3", "--c4", "--c5"].map(colour),
  };
}
