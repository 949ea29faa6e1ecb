import type { SessionId } from "../protocol/ids";
import type { Registry } from "../tools/registry";
import type { Commands } from "./commands";

export type PageExecutor = {
  /** Offers this page's tools to a session; the schemas travel once per session and set of tools. */
  attach(sessionId: SessionId): void;
  /** The server does not know the tools by their hash: send them along. */
  attachWhole(sessionId: SessionId): void;
};

export function createPageExecutor(deps: {
  executorId: string;
  deskId: string;
  registry: Registry;
  commands: Commands;
}): PageExecutor {
  const { executorId, deskId, registry, commands } = deps;
  const introduced = new Set<string>();
  const keyOf = (sessionId: SessionId): string => `${sessionId} ${registry.hash}`;
  const offer = () => ({
    ...{ type: "attach_executor" as const, executorId, deskId, toolsHash: registry.hash },
  });

  const attachWhole = (sessionId: SessionId): void => {
    introduced.add(keyOf(sessionId));
    commands.mention(sessionId, { ...offer(), tools: registry.specs() });
  };

  return {
    attach: (sessionId) =>
      introduced.has(keyOf(sessionId)) ? commands.mention(sessionId, offer()) : attachWhole(sessionId),
    attachWhole,
  };
}
