"use client";

import { Download, FileCode, FileImage } from "lucide-react";
import type { RefObject } from "react";
import { useState } from "react";
import { Menu, MenuItem } from "../ui/menu";
import { saveFile } from "./save-file";

type SaveChartProps = { title: string; picture: RefObject<HTMLElement | null> };
/** Saves the chart that `picture` shows, as it is drawn now. */
export function SaveChart({ title, picture }: SaveChartProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (kind: "svg" | "png"): Promise<void> => {
    const drawn = picture.current?.querySelector("svg");
    if (!picture.current || !drawn) return setProblem("The chart is not drawn yet.");
    const { svgFile, pngFile } = await import("../../lib/desk/chart-file");
    const look = { title, background: groundOf(picture.current) };
    const file = kind === "svg" ? svgFile(drawn, look) : await pngFile(drawn, look);
    saveFile(file.name, file.blob);
    setProblem(null);
  };
  const choose = (kind: "svg" | "png") => () => {
    save(kind).catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <>
      {problem !== null && (
        <p role="alert" className="text-bad text-small">
          {problem}
        </p>
      )}
      <Menu label="Save chart" icon={<Download aria-hidden size={15} />}>
        <MenuItem icon={<FileCode aria-hidden size={14} />} onChoose={choose("svg")}>
          Save as SVG
        </MenuItem>
        <MenuItem icon={<FileImage aria-hidden size={14} />} onChoose={choose("png")}>
          Save as PNG
        </MenuItem>
      </Menu>
    </>
  );
}

const groundOf = (element: HTMLElement): string =>
  getComputedStyle(element).getPropertyValue("--raised").trim() || "#fff";
