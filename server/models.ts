import type { ModelChoice } from "../lib/protocol/frame";
import type { Config } from "./config";
import type { Backend } from "./embedded/backend";
import { createDeskBackend } from "./embedded/backends/desk/desk";
import { echoBackend } from "./embedded/backends/echo";
import { createScriptedBackend } from "./embedded/backends/scripted";

/** The models that this process runs itself, by id; the first is the default. */
export function embeddedModels({ testModels }: Pick<Config, "testModels">): ReadonlyMap<string, Backend> {
  const backends = [createDeskBackend(), echoBackend, ...(testModels ? [createScriptedBackend()] : [])];
  return new Map(backends.map((backend) => [backend.id, backend]));
}

const NOTES: Record<string, string> = {
  desk: "Demo model: rules, not an LLM",
  echo: "Repeats what you write",
  scripted: "Plays a test script",
};

const choice = (id: string): ModelChoice => ({ id, note: NOTES[id] ?? null });

/** What the picker offers, the default first. */
export function modelChoices(
  { model }: Pick<Config, "model">,
  embedded: ReadonlyMap<string, Backend>,
): readonly [ModelChoice, ...ModelChoice[]] {
  const [first = "desk", ...rest] = new Set([...(model === null ? [] : [model]), ...embedded.keys()]);
  return [choice(first), ...rest.map(choice)];
}
