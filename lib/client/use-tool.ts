"use client";

import { useEffect, useRef } from "react";
import { defineTool, type ToolDefinition } from "../tools/define-tool";
import { useClient } from "./use-session";

/**
 * Offers a tool while the component is mounted. `run` and `summarise` may close over state: each call takes those of
 * the latest render. A change of anything that the model is told offers the tool anew. Two mounted tools of one name
 * are an error of the second component.
 */
export function useTool<Args>(definition: ToolDefinition<Args>): void {
  const client = useClient();
  const latest = useRef(definition);
  useEffect(() => {
    latest.current = definition;
  });
  const told = JSON.stringify(definition);
  useEffect(() => {
    const { summarise } = latest.current;
    const tool = defineTool<Args>({
      ...latest.current,
      run: (args, context) => latest.current.run(args, context),
      ...(summarise && { summarise: (args: Args) => (latest.current.summarise ?? summarise)(args) }),
    });
    return client?.addTool(tool);
  }, [client, told]);
}
