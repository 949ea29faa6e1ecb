"use client";

import { chooseTheme } from "../../lib/client/theme";
import { useTool } from "../../lib/client/use-tool";
import { setTheme } from "../../lib/tools/builtin/page/set-theme";

const SET_THEME = setTheme(chooseTheme);

/** The tools that act on the page itself, as long as it shows a session of its own. */
export function PageTools(): null {
  useTool(SET_THEME);
  return null;
}
