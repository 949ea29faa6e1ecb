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

/** What a provider is asked for when `MODEL` does not say. */
const REMOTE_DEFAULT = "gpt-5.6";

/** What the picker offers, the default first: the provider's model where there is one, then the embedded ones. */
export function modelChoices(
  { model, upstream }: Pick<Config, "model" | "upstream">,
  embedded: ReadonlyMap<string, Backend>,
): readonly [ModelChoice, ...ModelChoice[]] {
  const preferred = model ?? (upstream === null ? null : REMOTE_DEFAULT);
  const [first = "desk", ...rest] = new Set([...(preferred === null ? [] : [preferred]), ...embedded.keys()]);
  return [choice(first), ...rest.map(choice)];
}
