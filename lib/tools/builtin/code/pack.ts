import type { Desk } from "../../../desk/types";
import type { AnyTool } from "../../define-tool";
import { runJavascript } from "./run-javascript";

/** The tools that run code of the model. */
export function codePack(desk: Desk): AnyTool[] {
  return [runJavascript(desk)];
}
