import type { SessionId } from "../protocol/ids";
import type { Registry } from "../tools/registry";
import type { Commands } from "./commands";

export type PageExecutor = {
  /** Offers this page's tools to a session; the schemas travel where they are not those sent last. */
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
  const introduced = new Map<SessionId, string>();
  const offer = () => ({ type: "attach_executor" as const, executorId, deskId, toolsHash: registry.hash });

  const attachWhole = (sessionId: SessionId): void => {
    introduced.set(sessionId, registry.hash);
    commands.mention(sessionId, { ...offer(), tools: registry.specs() });
  };

  return {
    attach: (sessionId) =>
      introduced.get(sessionId) === registry.hash
        ? commands.mention(sessionId, offer())
        : attachWhole(sessionId),
    attachWhole,
  };
}
