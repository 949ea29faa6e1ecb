import type { HostedTool } from "../lib/responses/hosted-tool";
import { isRecord, parseJson } from "../lib/util/json";

/** Tools that the provider runs, and what in them nobody may see. */
export type HostedTools = { tools: readonly HostedTool[]; secrets: readonly string[] };

type Fields = Readonly<Record<string, unknown>>;
type Environment = (name: string) => string | null;

const MAX_TOOLS = 32;
const MIN_SECRET_CHARS = 8;

/**
 * Reads a JSON array of tools, or of names between commas. In `authorization` and `headers` of an `mcp` tool
 * `${NAME}` stands for a variable of `env`; `authorization_env` names one. Each fault is a sentence that repeats
 * no value.
 */
export function readHostedTools(
  text: string,
  env: Environment,
): { ok: true; hosted: HostedTools } | { ok: false; faults: readonly string[] } {
  const entries = text.startsWith("[") ? parseJson(text) : text.split(",").map((name) => name.trim());
  if (!Array.isArray(entries))
    return { ok: false, faults: ["is not a JSON array, nor names between commas"] };
  const reading = new Reading(env);
  const tools = entries.flatMap((entry: unknown, at) => reading.tool(entry, at + 1) ?? []);
  if (entries.length > MAX_TOOLS) reading.faults.push(`has more than ${MAX_TOOLS} tools`);
  const labels = tools.map((tool) => (tool.type === "mcp" ? tool.server_label : tool.type));
  if (new Set(labels).size < labels.length) reading.faults.push("has a tool or a server_label twice");
  return reading.faults.length > 0
    ? { ok: false, faults: reading.faults }
    : { ok: true, hosted: { tools, secrets: reading.secrets } };
}

class Reading {
  readonly faults: string[] = [];
  readonly secrets: string[] = [];

  constructor(private readonly env: Environment) {}

  tool(entry: unknown, place: number): HostedTool | null {
    const fields = typeof entry === "string" ? { type: entry } : entry;
    const read = isRecord(fields) && typeof fields.type === "string" ? READERS[fields.type] : undefined;
    if (!isRecord(fields) || read === undefined)
      return this.#fault(place, `is none of ${Object.keys(READERS).join(", ")}`);
    const fault = read.fault(fields);
    if (fault !== null) return this.#fault(place, fault);
    const { type } = fields;
    const tool = { ...fields, ...read.completed?.(fields), type: String(type) };
    return type === "mcp" ? this.#mcp(tool, place) : tool;
  }

  /** The tool with its credentials in the place of their names. */
  #mcp({ authorization_env: variable, ...tool }: HostedTool, place: number): HostedTool {
    const given = variable === undefined ? tool.authorization : `\${${String(variable)}}`;
    const authorization = given === undefined ? {} : { authorization: this.#secret(given, place) };
    if (!isRecord(tool.headers)) return { ...tool, ...authorization };
    const headers = Object.entries(tool.headers).map(([name, value]) => [name, this.#secret(value, place)]);
    return { ...tool, ...authorization, headers: Object.fromEntries(headers) };
  }

  #secret(value: unknown, place: number): string {
    const text = String(value);
    const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
    const values = new Map(names.map((name) => [name, this.env(name)]));
    for (const [name, found] of values)
      if (found === null) this.#fault(place, `asks for ${name}, which is not set`);
    const filled = text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values.get(name) ?? "");
    const hidden = [filled, ...values.values()].filter(
      (each): each is string => each !== null && each !== "",
    );
    if (hidden.some((each) => each.length < MIN_SECRET_CHARS))
      this.#fault(place, `has a credential of less than ${MIN_SECRET_CHARS} characters`);
    this.secrets.push(...hidden);
    return filled;
  }

  #fault(place: number, what: string): null {
    this.faults.push(`tool ${place} ${what}`);
    return null;
  }
}

/** What a type of tool must have, and what a bare name leaves to be said. */
type ToolReader = { fault: (tool: Fields) => string | null; completed?: (tool: Fields) => Fields };

const READERS: Readonly<Record<string, ToolReader>> = {
  web_search: { fault: () => null },
  code_interpreter: {
    fault: () => null,
    completed: ({ container }) => ({ container: container ?? { type: "auto" } }),
  },
  image_generation: { fault: () => null },
  file_search: {
    fault: ({ vector_store_ids: ids }) =>
      isNames(ids) ? null : "needs vector_store_ids, an array of the names of stores",
  },
  mcp: { fault: mcpFault },
};

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string" && each !== "");

function mcpFault(tool: Fields): string | null {
  const { server_label: label, server_url: url, connector_id: connector } = tool;
  if (typeof label !== "string" || !/^[A-Za-z][\w-]{0,63}$/.test(label))
    return "needs a server_label of letters, digits, _ and -";
  if (typeof connector !== "string" && !isServerUrl(url))
    return "needs a server_url, an https address without a login, or a connector_id";
  if (!isApproval(tool.require_approval))
    return 'needs a require_approval of "always", "never" or an object, or none';
  if (tool.authorization !== undefined && tool.authorization_env !== undefined)
    return "has authorization and authorization_env: keep one of them";
  return credentialFault(tool);
}

function credentialFault({ authorization, authorization_env: variable, headers }: Fields): string | null {
  if (variable !== undefined && (typeof variable !== "string" || !/^\w+$/.test(variable)))
    return "needs an authorization_env that names a variable";
  if (authorization !== undefined && typeof authorization !== "string")
    return "needs an authorization that is text";
  const isText = headers === undefined || (isRecord(headers) && Object.values(headers).every(isString));
  return isText ? null : "needs headers that are texts";
}

const isString = (value: unknown): value is string => typeof value === "string";

const isApproval = (value: unknown): boolean =>
  value === undefined || value === "always" || value === "never" || isRecord(value);

/** The provider calls the address; http is for one on this machine, where both are tried out together. */
function isServerUrl(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, username, password, hostname } = new URL(value);
  if (username !== "" || password !== "") return false;
  return (
    protocol === "https:" || (protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
  );
}
