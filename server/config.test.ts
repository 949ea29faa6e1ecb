import { describe, expect, test } from "vitest";
import { isLoopback, readConfig } from "./config";

const configOf = (env: Record<string, string>) => {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.errors.join("\n"));
  return result.config;
};
const errorsOf = (env: Record<string, string>) => {
  const result = readConfig(env);
  return result.ok ? [] : result.errors;
};

test("an empty environment gives a private local server with the embedded models", () => {
  expect(configOf({})).toEqual({
    mode: "production",
    port: 3000,
    host: "127.0.0.1",
    dataDir: "./data",
    upstream: null,
    backend: null,
    hosted: { tools: [], secrets: [] },
    cassettes: null,
    model: null,
    contextWindow: null,
    gatewayApiKey: null,
    accessToken: null,
    publicOrigin: null,
    testModels: false,
    faults: false,
    failpoint: null,
    drainMs: 30_000,
    durability: "normal",
    retentionDays: null,
  });
});

test("every variable is read", () => {
  const config = configOf({
    NODE_ENV: "development",
    PORT: "0",
    HOST: "::1",
    DATA_DIR: "/var/lib/longwire",
    UPSTREAM_URL: "wss://models.example.com/v1/",
    UPSTREAM_API_KEY: "key-a",
    BACKEND_URL: "http://127.0.0.1:11434/v1/",
    BACKEND_API_KEY: "key-b",
    HOSTED_TOOLS: "web_search",
    CASSETTE_DIR: "/var/lib/cassettes",
    CASSETTE_RECORD: "tour",
    MODEL: "m",
    CONTEXT_WINDOW: "32000",
    GATEWAY_API_KEY: "gateway-key",
    ACCESS_TOKEN: "open sesame",
    PUBLIC_ORIGIN: "https://chat.example.com/",
    TEST_MODELS: "1",
    DURABILITY: "full",
    RETENTION_DAYS: "90",
    DRAIN_SECONDS: "5",
  });
  expect(config).toEqual({
    mode: "development",
    port: 0,
    host: "::1",
    dataDir: "/var/lib/longwire",
    upstream: { url: "wss://models.example.com/v1", apiKey: { from: "setting", key: "key-a" } },
    backend: { url: "http://127.0.0.1:11434/v1", apiKey: { from: "setting", key: "key-b" } },
    hosted: { tools: [{ type: "web_search" }], secrets: [] },
    cassettes: { folder: "/var/lib/cassettes", record: "tour" },
    model: "m",
    contextWindow: 32_000,
    gatewayApiKey: "gateway-key",
    accessToken: "open sesame",
    publicOrigin: "https://chat.example.com",
    testModels: true,
    faults: false,
    failpoint: null,
    drainMs: 5_000,
    durability: "full",
    retentionDays: 90,
  });
});

describe("the upstream", () => {
  test("an OpenAI key alone implies the OpenAI address", () => {
    expect(configOf({ OPENAI_API_KEY: "sk-1" }).upstream).toEqual({
      url: "https://api.openai.com/v1",
      apiKey: { from: "setting", key: "sk-1" },
    });
  });
  test("the upstream's own key wins over the OpenAI key", () => {
    const env = { UPSTREAM_URL: "https://a.example/v1", UPSTREAM_API_KEY: "own", OPENAI_API_KEY: "sk-1" };
    expect(configOf(env).upstream).toEqual({
      url: "https://a.example/v1",
      apiKey: { from: "setting", key: "own" },
    });
  });
  test("an address needs no key", () => {
    const { upstream } = configOf({ UPSTREAM_URL: "http://127.0.0.1:8080/v1" });
    expect(upstream).toEqual({ url: "http://127.0.0.1:8080/v1", apiKey: null });
  });
  test("a key for an unnamed server is refused rather than sent somewhere", () => {
    expect(errorsOf({ UPSTREAM_API_KEY: "own" })).toEqual([expect.stringContaining("UPSTREAM_URL")]);
  });
});

test("[C3] a key may stand in a file, which is not read yet; beside the key itself it is refused", () => {
  const env = { UPSTREAM_URL: "https://a.example/v1", BACKEND_URL: "http://127.0.0.1:8080/v1", MODEL: "m" };
  const { upstream, backend } = configOf({
    ...env,
    ...{ UPSTREAM_API_KEY_FILE: "/run/secrets/a", BACKEND_API_KEY_FILE: "/run/secrets/b" },
    OPENAI_API_KEY: "sk-1",
  });
  expect(upstream?.apiKey).toEqual({
    from: "file",
    path: "/run/secrets/a",
    variable: "UPSTREAM_API_KEY_FILE",
  });
  expect(backend?.apiKey).toEqual({ from: "file", path: "/run/secrets/b", variable: "BACKEND_API_KEY_FILE" });
  const both = { UPSTREAM_API_KEY: "own", UPSTREAM_API_KEY_FILE: "/run/secrets/a" };
  expect(errorsOf({ ...env, ...both })).toEqual([expect.stringContaining("keep one")]);
  expect(errorsOf({ UPSTREAM_API_KEY_FILE: "/a" })).toEqual([
    expect.stringMatching(/^UPSTREAM_API_KEY_FILE .*UPSTREAM_URL/),
  ]);
  expect(errorsOf({ BACKEND_API_KEY_FILE: "/b" })).toEqual([
    expect.stringMatching(/^BACKEND_API_KEY_FILE .*BACKEND_URL/),
  ]);
});

describe("the backend", () => {
  test("it needs no key, and a model to offer", () => {
    const env = { BACKEND_URL: "http://127.0.0.1:8080/v1" };
    expect(configOf({ ...env, MODEL: "m" }).backend).toEqual({ url: env.BACKEND_URL, apiKey: null });
    expect(errorsOf(env)).toEqual([expect.stringContaining("MODEL")]);
    expect(errorsOf({ ...env, OPENAI_API_KEY: "sk-1" })).toEqual([]);
  });
  test("no other server's key is sent to it", () => {
    const env = { BACKEND_URL: "http://127.0.0.1:8080/v1", OPENAI_API_KEY: "sk-1" };
    expect(configOf(env).backend?.apiKey).toBeNull();
  });
  test("a key for an unnamed server is refused rather than sent somewhere", () => {
    expect(errorsOf({ BACKEND_API_KEY: "own" })).toEqual([expect.stringContaining("BACKEND_URL")]);
  });
});

describe("exposure", () => {
  test("[S2] the default address is the loopback", () => {
    expect(isLoopback(configOf({}).host)).toBe(true);
  });
  test.each(["0.0.0.0", "::", "192.168.1.5", "chat.example.com", "127.evil.example"])(
    "HOST=%s refuses to start with neither ACCESS_TOKEN nor PUBLIC=1",
    (host) => {
      expect(errorsOf({ HOST: host })).toEqual([expect.stringContaining("ACCESS_TOKEN")]);
      expect(errorsOf({ HOST: host, PUBLIC: "0" })).toHaveLength(1);
      expect(errorsOf({ HOST: host, PUBLIC: "1" })).toEqual([]);
      expect(errorsOf({ HOST: host, ACCESS_TOKEN: "long enough" })).toEqual([]);
    },
  );
  test.each(["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])("HOST=%s needs neither", (host) => {
    expect(errorsOf({ HOST: host })).toEqual([]);
  });
  test("[S57] a development server is never reachable from outside", () => {
    const env = { NODE_ENV: "development", HOST: "0.0.0.0", ACCESS_TOKEN: "long enough" };
    expect(errorsOf(env)).toEqual([expect.stringContaining("development")]);
  });
});

describe("faults", () => {
  test("they are made only where nobody else can come", () => {
    expect(configOf({ FAULTS: "1" }).faults).toBe(true);
    expect(configOf({ FAULTS: "1", HOST: "::1" }).faults).toBe(true);
    const outside = { FAULTS: "1", HOST: "0.0.0.0", ACCESS_TOKEN: "long enough" };
    expect(errorsOf(outside)).toEqual([expect.stringContaining("FAULTS")]);
    const proxied = { FAULTS: "1", PUBLIC_ORIGIN: "https://chat.example.com" };
    expect(errorsOf(proxied)).toEqual([expect.stringContaining("FAULTS")]);
  });
});

test("a place to fail at needs FAULTS=1, and so a loopback address", () => {
  const FAILPOINT = "text_received:3:crash";
  expect(errorsOf({ FAILPOINT })).toEqual([expect.stringContaining("FAULTS=1")]);
  expect(errorsOf({ FAILPOINT, NODE_ENV: "production" })).toEqual([expect.stringContaining("FAULTS=1")]);
  const armed = { name: "text_received", nth: 3, action: "crash" };
  expect(configOf({ FAILPOINT, FAULTS: "1" }).failpoint).toEqual(armed);
  expect(configOf({ FAULTS: "1" }).failpoint).toBeNull();
});

test.each([
  "nowhere:1:crash",
  "checkpoint:0:crash",
  "checkpoint:1:explode",
  "checkpoint:1",
  "checkpoint:1:throw:x",
])("the place to fail at %s is refused with what it may be", (FAILPOINT) => {
  expect(errorsOf({ FAILPOINT, FAULTS: "1" })).toEqual([expect.stringContaining("<name>:<nth>:<crash")]);
});

test.each([
  ["PORT", "70000"],
  ["PORT", "80a"],
  ["TEST_MODELS", "yes"],
  ["FAULTS", "yes"],
  ["PUBLIC", "true"],
  ["DURABILITY", "none"],
  ["RETENTION_DAYS", "0"],
  ["DRAIN_SECONDS", "301"],
  ["DRAIN_SECONDS", "soon"],
  ["RETENTION_DAYS", "a week"],
  ["PUBLIC_ORIGIN", "chat.example.com"],
  ["PUBLIC_ORIGIN", "https://chat.example.com/app"],
  ["PUBLIC_ORIGIN", "ftp://chat.example.com"],
  ["UPSTREAM_URL", "models.example.com"],
  ["UPSTREAM_URL", "https://user:pass@models.example.com"],
  ["BACKEND_URL", "127.0.0.1:11434/v1"],
  ["BACKEND_URL", "ws://127.0.0.1:11434/v1"],
  ["BACKEND_URL", "http://user:pass@models.example.com"],
  ["HOSTED_TOOLS", "web_search"],
  ["CASSETTE_RECORD", "../tour"],
  ["CASSETTE_RECORD", "tour"],
  ["ACCESS_TOKEN", "short"],
  ["GATEWAY_API_KEY", "short"],
])("%s=%s is refused by name", (name, value) => {
  const errors = errorsOf({ HOST: "127.0.0.1", [name]: value });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(name);
});

test("all faults are reported at once and no secret is repeated", () => {
  const errors = errorsOf({ PORT: "x", DURABILITY: "y", ACCESS_TOKEN: "hunter2" });
  expect(errors).toHaveLength(3);
  expect(errors.join()).not.toContain("hunter2");
});
