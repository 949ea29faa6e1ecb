import { MAX_LINE_CHARS, MAX_LINES, MAX_PROBLEM_CHARS, MAX_VALUE_CHARS } from "./limits";

/**
 * The worker that runs foreign code, as text: the frame makes a `blob:` worker of it. It gets a `SandboxJob` and a
 * port, and says on the port what `frameMessageSchema` describes. The code runs in the same global, so nothing here
 * guards anything but good manners: the fence is the policy that the worker has from its frame.
 *
 * The code is a script of its own, for its line numbers and because the policy forbids `eval`.
 */
export const WORKER_SCRIPT = String.raw`(() => {
"use strict";
const { stringify } = JSON;
const FIRST_LINE = "self.sandboxBody = async (input, columns) => {\n";
// Without it there is one thread to a run, and no other realm.
delete self.Worker;

const plain = (_key, value) => {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Map || value instanceof Set) return [...value];
  if (value instanceof Error) return value.name + ": " + value.message;
  return value;
};
const textOf = (value) => {
  try {
    const shown = plain("", value);
    return typeof shown === "string" ? shown : (stringify(shown, plain) ?? String(shown));
  } catch {
    return "(a value that cannot be shown)";
  }
};
const LOADING = /Failed to execute 'importScripts' on 'WorkerGlobalScope': /;
const problemOf = (error) => textOf(error).replace(LOADING, "").slice(0, ${MAX_PROBLEM_CHARS});

const placeOf = (error, url) => {
  const found = /^(\d+):(\d+)/.exec(String(error?.stack).split(url + ":")[1] ?? "");
  return found ? { line: Number(found[1]) - 1, column: Number(found[2]) } : { line: null, column: null };
};

const begin = (port, { code, input }) => {
  const send = port.postMessage.bind(port);
  const started = performance.now();
  const url = URL.createObjectURL(new Blob([FIRST_LINE, code, "\n};"], { type: "text/javascript" }));
  let printed = 0;
  let isOver = false;
  const end = (message) => {
    if (!isOver) send(stringify(message));
    isOver = true;
  };
  const print = (...values) => {
    printed += 1;
    if (isOver || printed > ${MAX_LINES}) return;
    send(stringify({ type: "line", text: values.map(textOf).join(" ").slice(0, ${MAX_LINE_CHARS}) }));
  };
  const fail = (error, place) => end({ type: "threw", message: problemOf(error), ...place });
  const giveBack = (value) => {
    const json = stringify(value, plain) ?? "null";
    if (json.length > ${MAX_VALUE_CHARS}) return end({ type: "too_large", chars: json.length });
    const unprinted = Math.max(0, printed - ${MAX_LINES});
    end({ type: "returned", json, ms: performance.now() - started, unprinted });
  };
  for (const level of ["log", "info", "warn", "error", "debug"]) console[level] = print;
  // A syntax error tells its place only here; so does what is thrown after the body has waited for nothing.
  self.addEventListener("error", (event) => {
    event.preventDefault();
    const isInside = event.filename === url && event.lineno > 0;
    fail(event.error ?? event.message, {
      line: isInside ? event.lineno - 1 : null,
      column: isInside ? event.colno : null,
    });
  });
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason, placeOf(event.reason, url));
  });
  importScripts(url);
  URL.revokeObjectURL(url);
  const rows = input.rows.map((row) => Object.fromEntries(input.columns.map(({ name }, at) => [name, row[at]])));
  self.sandboxBody(rows, input.columns).then(giveBack).catch((error) => fail(error, placeOf(error, url)));
};

self.addEventListener("message", ({ data, ports }) => begin(ports[0], data), { once: true });
})();
`;
