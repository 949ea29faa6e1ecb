import type { ModelChoice } from "../lib/protocol/frame";
import type { Config } from "./config";
import type { Backend } from "./embedded/backend";
import { createCassetteBackends } from "./embedded/backends/cassette/cassette";
import { recordCassette } from "./embedded/backends/cassette/record";
import { createCassetteWriter } from "./embedded/backends/cassette/writer";
import { createDeskBackend } from "./embedded/backends/desk/desk";
import { echoBackend } from "./embedded/backends/echo";
import { createRemoteBackend, type RemoteBackend, type RemoteProtocol } from "./embedded/backends/remote";
import { createScriptedBackend } from "./embedded/backends/scripted";
import type { OtherModels } from "./embedded/catalogue";
import { keyReader } from "./key-file";

export type OfferedModels = {
  models: ReadonlyMap<string, Backend>;
  /** True for a model that is never the provider's. */
  isEmbedded: (model: string) => boolean;
  otherModels: OtherModels | null;
  /** What the backend speaks; null until it is known, and without a backend. */
  backendProtocol: () => RemoteProtocol | null;
};

/** What the embedded server answers for: its own models, and, where there is one, the backend's. */
export function offeredModels(
  config: Config,
  onError: (error: unknown) => void = () => undefined,
): OfferedModels {
  const remote = backendOf(config);
  const recorded = recorder(config, onError);
  const models = embeddedModels(config, recorded);
  const others = [
    ...(config.cassettes === null ? [] : [createCassetteBackends(config.cassettes.folder)]),
    ...(remote === null ? [] : [backendModels(config, recorded(remote))]),
  ];
  return {
    models,
    isEmbedded: (model) => models.has(model) || model.startsWith(CASSETTE),
    otherModels: others.length === 0 ? null : allOf(others),
    backendProtocol: () => remote?.protocol() ?? null,
  };
}

const CASSETTE = "cassette:";

const allOf = (sources: readonly OtherModels[]): OtherModels => ({
  modelFor: (id) => sources.map((source) => source.modelFor(id)).find((found) => found !== null) ?? null,
  get ids() {
    return sources.flatMap(({ ids }) => ids);
  },
});

/** Adds what a backend answers to the cassette that the settings name. */
function recorder(
  { cassettes }: Pick<Config, "cassettes">,
  onError: (error: unknown) => void,
): (backend: Backend) => Backend {
  if (cassettes === null || cassettes.record === null) return (backend) => backend;
  const writer = createCassetteWriter({ folder: cassettes.folder, name: cassettes.record, onError });
  return (backend) => (writer === null ? backend : recordCassette(backend, writer.add));
}

/** The models that this process runs itself, by id; the first is the default. */
function embeddedModels(
  { testModels }: Pick<Config, "testModels">,
  recorded: (backend: Backend) => Backend,
): ReadonlyMap<string, Backend> {
  const backends = [createDeskBackend(), echoBackend, ...(testModels ? [createScriptedBackend()] : [])];
  return new Map(backends.map((backend) => [backend.id, recorded(backend)]));
}

/** Every other model id is the backend's, which says itself whether it has it; `MODEL` is the one that is listed. */
function backendModels(
  { upstream, model }: Pick<Config, "upstream" | "model">,
  remote: Backend,
): OtherModels {
  return {
    modelFor: (id) => (id.startsWith(CASSETTE) ? null : remote),
    ids: model === null || upstream !== null ? [] : [model],
  };
}

function backendOf({ backend }: Pick<Config, "backend">): RemoteBackend | null {
  if (backend === null) return null;
  const { url, apiKey } = backend;
  return createRemoteBackend({ id: "backend", url: new URL(url), apiKey: keyReader(apiKey) });
}

const NOTES: Record<string, string> = {
  desk: "Demo model: rules, not an LLM",
  echo: "Repeats what you write",
  scripted: "Plays a test script",
};

const choice = (id: string): ModelChoice => ({ id, note: NOTES[id] ?? null });

/** What a provider is asked for when `MODEL` does not say. */
const REMOTE_DEFAULT = "gpt-5.6";

/** The model that the provider is asked for first; null without a provider, or where `MODEL` is an embedded one. */
export function providerModel(
  { model, upstream }: Pick<Config, "model" | "upstream">,
  embedded: ReadonlyMap<string, Backend>,
): string | null {
  const preferred = model ?? REMOTE_DEFAULT;
  return upstream === null || embedded.has(preferred) ? null : preferred;
}

/** What the picker offers, the default first: the provider's model where there is one, then the embedded ones. */
export function modelChoices(
  { model, upstream }: Pick<Config, "model" | "upstream">,
  embedded: ReadonlyMap<string, Backend>,
): readonly [ModelChoice, ...ModelChoice[]] {
  const preferred = model ?? (upstream === null ? null : REMOTE_DEFAULT);
  const [first = "desk", ...rest] = new Set([...(preferred === null ? [] : [preferred]), ...embedded.keys()]);
  return [choice(first), ...rest.map(choice)];
}
