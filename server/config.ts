import { isIP } from "node:net";
import { CASSETTE_NAME } from "./embedded/backends/cassette/tape";
import { readHostedTools, type HostedTools } from "./hosted-tools";
import { failpointForm, parseFailpoint, type ArmedFailpoint } from "./failpoints/failpoint";

/** Everything that the environment decides, checked once at start. */
export type Config = {
  mode: "production" | "development";
  /** 0 takes any free port. */
  port: number;
  host: string;
  dataDir: string;
  /** Null: only the embedded models. A null key sends no `Authorization`. */
  upstream: { url: string; apiKey: KeySource | null } | null;
  /** The server, over HTTP, of every model that is not embedded; null: there is none. */
  backend: { url: string; apiKey: KeySource | null } | null;
  /** What the models of `upstream` may use of its own tools. */
  hosted: HostedTools;
  /** Recorded sessions to play, and the name under which new ones are recorded; null: none. */
  cassettes: { folder: string; record: string | null } | null;
  /** The model that a new session starts with; null leaves the choice to the server. */
  model: string | null;
  /** Tokens that fit a model which is not embedded; null: what is known of the model, if anything. */
  contextWindow: number | null;
  /** Null: the gateway at `/v1/*` is off. */
  gatewayApiKey: string | null;
  accessToken: string | null;
  /** Scheme, host and port under which browsers reach the server; null when that is `host` itself. */
  publicOrigin: string | null;
  testModels: boolean;
  /** Faults can be made on purpose, by anybody who reaches the server. */
  faults: boolean;
  /** Where this process fails on purpose; null: nowhere. */
  failpoint: ArmedFailpoint | null;
  durability: "normal" | "full";
  /** How long a server that is told to stop lets responses end. */
  drainMs: number;
  /** Sessions that were not touched for so many days are deleted; null: they are kept. */
  retentionDays: number | null;
};

/** Where a key stands. A file is read anew for each connection. */
export type KeySource = { from: "setting"; key: string } | { from: "file"; path: string; variable: string };

export type ConfigResult = { ok: true; config: Config } | { ok: false; errors: string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const OPENAI_URL = "https://api.openai.com/v1";
const MIN_SECRET_CHARS = 8;

/** Reads the settings from `env`. Every fault is reported, each as one sentence that names its variable. */
export function readConfig(env: Environment = process.env): ConfigResult {
  const errors: string[] = [];
  const read = reader(env, errors);
  const config: Config = {
    mode: read.text("NODE_ENV") === "development" ? "development" : "production",
    port: read.port("PORT", 3000),
    host: read.text("HOST") ?? "127.0.0.1",
    dataDir: read.text("DATA_DIR") ?? "./data",
    upstream: upstreamOf(read),
    backend: backendOf(read),
    hosted: hostedOf(read),
    cassettes: cassettesOf(read),
    model: read.text("MODEL"),
    contextWindow: read.tokens("CONTEXT_WINDOW"),
    gatewayApiKey: read.secret("GATEWAY_API_KEY"),
    accessToken: read.secret("ACCESS_TOKEN"),
    publicOrigin: read.origin("PUBLIC_ORIGIN"),
    testModels: read.flag("TEST_MODELS"),
    faults: read.flag("FAULTS"),
    failpoint: failpointOf(read),
    drainMs: (read.seconds("DRAIN_SECONDS") ?? 30) * 1_000,
    durability: read.oneOf("DURABILITY", ["normal", "full"]),
    retentionDays: read.days("RETENTION_DAYS"),
  };
  if (config.backend !== null && config.upstream === null && config.model === null)
    errors.push("BACKEND_URL is set but MODEL is not: say which of its models to offer.");
  if (config.hosted.tools.length > 0 && config.upstream === null)
    errors.push("HOSTED_TOOLS is set but no provider is: set UPSTREAM_URL or OPENAI_API_KEY.");
  errors.push(...exposureErrors(config, read.flag("PUBLIC")), ...faultErrors(config));
  return errors.length > 0 ? { ok: false, errors } : { ok: true, config };
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || (isIP(bare) === 4 && bare.startsWith("127."));
}

function failpointOf(read: Reader): Config["failpoint"] {
  const text = read.text("FAILPOINT");
  if (text === null) return null;
  return parseFailpoint(text) ?? read.fault(`FAILPOINT must be ${failpointForm}, not "${text}".`);
}

function faultErrors({ faults, failpoint, host, publicOrigin }: Config): string[] {
  if (failpoint !== null && !faults)
    return ["FAILPOINT makes the server fail on purpose: it needs FAULTS=1."];
  if (!faults || (isLoopback(host) && publicOrigin === null)) return [];
  return ["FAULTS=1 breaks connections on purpose: it needs a loopback HOST and no PUBLIC_ORIGIN."];
}

function exposureErrors(config: Config, meantPublic: boolean): string[] {
  if (isLoopback(config.host)) return [];
  const errors: string[] = [];
  if (config.mode === "development") {
    errors.push("HOST must be a loopback address in development: run the production server to be reachable.");
  }
  if (config.accessToken === null && !meantPublic) {
    errors.push(
      `HOST=${config.host} can be reached from outside: set ACCESS_TOKEN, or PUBLIC=1 if everybody may use it.`,
    );
  }
  return errors;
}

function upstreamOf(read: Reader): Config["upstream"] {
  const url = read.upstreamUrl("UPSTREAM_URL");
  const openAiKey = settingOf(read, "OPENAI_API_KEY");
  const apiKey = keyOf(read, "UPSTREAM_API_KEY") ?? openAiKey;
  if (url !== null) return { url, apiKey };
  if (openAiKey !== null) return { url: OPENAI_URL, apiKey };
  if (apiKey !== null)
    read.fault(
      `${nameOf(apiKey, "UPSTREAM_API_KEY")} is set but UPSTREAM_URL is not: say which server it is for.`,
    );
  return null;
}

function backendOf(read: Reader): Config["backend"] {
  const url = read.httpUrl("BACKEND_URL");
  const apiKey = keyOf(read, "BACKEND_API_KEY");
  if (url !== null) return { url, apiKey };
  if (apiKey !== null && !read.has("BACKEND_URL"))
    read.fault(
      `${nameOf(apiKey, "BACKEND_API_KEY")} is set but BACKEND_URL is not: say which server it is for.`,
    );
  return null;
}

const settingOf = (read: Reader, name: string): KeySource | null => {
  const key = read.text(name);
  return key === null ? null : { from: "setting", key };
};

/** The key under `name`, or the file of keys under the same with `_FILE`. */
function keyOf(read: Reader, name: string): KeySource | null {
  const variable = `${name}_FILE`;
  const path = read.text(variable);
  if (path === null) return settingOf(read, name);
  if (read.has(name)) read.fault(`${name} and ${variable} are both set: keep one of them.`);
  return { from: "file", path, variable };
}

const nameOf = (key: KeySource, name: string): string => (key.from === "file" ? key.variable : name);

function hostedOf(read: Reader): HostedTools {
  const text = read.text("HOSTED_TOOLS");
  const result = text === null ? null : readHostedTools(text, read.text);
  if (result?.ok) return result.hosted;
  for (const fault of result?.faults ?? []) read.fault(`HOSTED_TOOLS: ${fault}.`);
  return { tools: [], secrets: [] };
}

function cassettesOf(read: Reader): Config["cassettes"] {
  const folder = read.text("CASSETTE_DIR");
  const record = read.text("CASSETTE_RECORD");
  if (record !== null && !CASSETTE_NAME.test(record))
    return read.fault(
      `CASSETTE_RECORD must be a name of letters, digits, ".", "_" and "-", not "${record}".`,
    );
  if (folder !== null) return { folder, record };
  if (record === null) return null;
  return read.fault("CASSETTE_RECORD is set but CASSETTE_DIR is not: say where to keep it.");
}

type Reader = ReturnType<typeof reader>;

function reader(env: Environment, errors: string[]) {
  const text = (name: string): string | null => env[name]?.trim() || null;
  const fault = (message: string): null => {
    errors.push(message);
    return null;
  };
  return {
    text,
    fault,
    has: (name: string): boolean => text(name) !== null,
    flag(name: string): boolean {
      const value = text(name);
      if (value !== null && value !== "0" && value !== "1") fault(`${name} must be 0 or 1, not "${value}".`);
      return value === "1";
    },
    port(name: string, initial: number): number {
      const value = text(name) ?? String(initial);
      if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
      fault(`${name} must be a number from 0 to 65535, not "${value}".`);
      return initial;
    },
    tokens(name: string): number | null {
      const value = text(name);
      if (value === null || /^[1-9]\d{3,7}$/.test(value)) return value === null ? null : Number(value);
      return fault(`${name} must be a number of tokens from 1000 to 99999999, not "${value}".`);
    },
    seconds(name: string): number | null {
      const value = text(name);
      if (value === null || /^([12]?\d?\d|300)$/.test(value)) return value === null ? null : Number(value);
      return fault(`${name} must be a number of seconds from 0 to 300, not "${value}".`);
    },
    days(name: string): number | null {
      const value = text(name);
      if (value === null || /^[1-9]\d{0,4}$/.test(value)) return value === null ? null : Number(value);
      return fault(`${name} must be a number of days from 1 to 99999, not "${value}".`);
    },
    secret(name: string): string | null {
      const value = text(name);
      if (value === null || value.length >= MIN_SECRET_CHARS) return value;
      return fault(`${name} must have at least ${MIN_SECRET_CHARS} characters.`);
    },
    oneOf<T extends string>(name: string, values: readonly [T, ...T[]]): T {
      const value = text(name);
      const found = values.find((each) => each === value);
      if (value !== null && found === undefined)
        fault(`${name} must be ${values.join(" or ")}, not "${value}".`);
      return found ?? values[0];
    },
    origin: (name: string) =>
      originOf(text(name), () => fault(`${name} must be like https://chat.example.com.`)),
    upstreamUrl: (name: string) =>
      urlOf(text(name), ["http:", "https:", "ws:", "wss:"], () =>
        fault(`${name} must be an http, https, ws or wss address without a login.`),
      ),
    httpUrl: (name: string) =>
      urlOf(text(name), ["http:", "https:"], () =>
        fault(`${name} must be an http or https address without a login.`),
      ),
  };
}

function originOf(value: string | null, fault: () => null): string | null {
  if (value === null) return null;
  if (!URL.canParse(value)) return fault();
  const url = new URL(value);
  const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  return bare && (url.protocol === "https:" || url.protocol === "http:") ? url.origin : fault();
}

function urlOf(value: string | null, schemes: readonly string[], fault: () => null): string | null {
  if (value === null) return null;
  if (!URL.canParse(value)) return fault();
  const url = new URL(value);
  const known = schemes.includes(url.protocol);
  return known && url.username === "" && url.password === "" ? value.replace(/\/+$/, "") : fault();
}
