import { parseErrorEvent } from "../../../../lib/responses/error";
import { isRecord, parseJson } from "../../../../lib/util/json";

const MAX_MESSAGE = 1000;
const MAX_CODE = 100;
const PASSED_HEADERS = ["retry-after", "retry-after-ms"];

/** What a server said in place of an answer: bounded, and without the key. */
export type ServerRefusal = {
  status: number;
  code: string;
  message: string;
  param: string | null;
  headers: Record<string, string>;
};

export type PlainReply = { status: number; headers: Headers; text: string };

/** Reads the nested, flat and bare-string error bodies, and HTML pages, as one form. */
export function refusalOf({ status, headers, text }: PlainReply, apiKey: string | null): ServerRefusal {
  if (status >= 300 && status < 400) return redirected();
  const told = toldStatus(status);
  const { code, message, param } = saidIn(withoutKey(text, apiKey), status);
  return {
    status: told,
    code: clean(code, MAX_CODE, apiKey) || codeFor(told),
    message: clean(message, MAX_MESSAGE, apiKey),
    param: param === null ? null : clean(param, MAX_CODE, apiKey),
    headers: passedHeaders(headers, apiKey),
  };
}

/** A number or a date, nothing that could hold anything else. */
function passedHeaders(headers: Headers, apiKey: string | null): Record<string, string> {
  const passed = PASSED_HEADERS.flatMap((name) => {
    const value = headers.get(name) ?? "";
    const sound = /^[A-Za-z0-9 ,:+.-]{1,40}$/.test(value) && withoutKey(value, apiKey) === value;
    return sound ? [[name, value] as const] : [];
  });
  return Object.fromEntries(passed);
}

const redirected = (): ServerRefusal => ({
  status: 502,
  code: "redirect_refused",
  message:
    "The model server answers with a redirect. Redirects are not followed, so that the key goes nowhere else.",
  param: null,
  headers: {},
});

/** A success that holds no answer, and anything that is no error status, is the gateway's failure. */
const toldStatus = (status: number): number => (status >= 400 && status <= 599 ? status : 502);

type Said = { code: string; message: string; param: string | null };

function saidIn(text: string, status: number): Said {
  const body = parseJson(text);
  const nameless = { code: "", param: null };
  if (!isRecord(body))
    return { ...nameless, message: `The model server answered ${status}${pageTitle(text)}.` };
  const plain = [body.error, body.detail, body.message].find((value) => typeof value === "string");
  if (!isRecord(body.error) && typeof plain === "string") return { ...nameless, message: plain };
  const { code, message, param, type } = parseErrorEvent(body);
  return { code: code ?? type ?? "", message, param };
}

/** What an HTML page calls itself; other text as it is. */
function pageTitle(text: string): string {
  const title = /<title[^>]{0,200}>([^<]{1,200})/i.exec(text)?.[1];
  const said = title ?? (text.includes("<") ? "" : text.slice(0, 200));
  const line = said.replace(/\s+/g, " ").trim();
  return line === "" ? "" : `: ${line}`;
}

function codeFor(status: number): string {
  if (status === 401) return "invalid_api_key";
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limit_exceeded";
  return status >= 500 ? "server_error" : "invalid_request";
}

/** `text` without the key and without control characters, at most `limit` characters. */
export function clean(text: string, limit: number, apiKey: string | null): string {
  return withoutKey(text, apiKey)
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .slice(0, limit);
}

const withoutKey = (text: string, apiKey: string | null): string =>
  apiKey === null || apiKey === "" ? text : text.replaceAll(apiKey, "[redacted]");
