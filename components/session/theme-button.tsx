"use client";

import { Contrast } from "lucide-react";
import { useEffect } from "react";
import { followTheme, toggleTheme } from "../../lib/client/theme";
import { IconButton } from "../ui/icon-button";

export function ThemeButton({ className }: { className?: string | undefined }) {
  useEffect(followTheme, []);
  return (
    <IconButton label="Theme" onClick={toggleTheme} className={className}>
      <Contrast size={16} aria-hidden />
    </IconButton>
  );
}
