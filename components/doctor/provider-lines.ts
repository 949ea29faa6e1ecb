import type { ProviderState } from "../../lib/protocol/doctor";
import { durationText, timeText } from "../thread/format";
import { fact, line, notice, ok, problem, type Finding, type Line } from "./line";

/** What is to be said of a provider, but for what it can do. */
export const providerLines = (provider: ProviderState): readonly Line[] => [
  line("Model", modelFinding(provider)),
  line("Transport", transportFinding(provider)),
  line("Last handshake", handshakeFinding(provider)),
  line("Last probe", probeFinding(provider)),
  line("Last error", errorFinding(provider)),
  line("Connections", fact(`${provider.sockets.live} in use, ${provider.sockets.pooled} ready`)),
];

function modelFinding({ model }: ProviderState): Finding {
  if (model !== null) return fact(model);
  return notice("None", "MODEL names an embedded model: set it to one of this provider, or leave it out.");
}

const NO_SOCKET = new Set<number | null>([404, 405, 426, 501]);
const OVER_HTTP =
  "Chat works; each request carries the whole conversation, and text for a running answer waits for its end.";

/** The provider has no WebSocket mode, or has just answered as if it had none. */
const isWithoutSocket = ({ transport, lastHandshake }: ProviderState): boolean =>
  transport.transport === "http" || NO_SOCKET.has(lastHandshake?.status ?? null);

function transportFinding(provider: ProviderState): Finding {
  const { transport, why, since, retryAt } = provider.transport;
  if (transport === "websocket") return socketFinding(provider);
  const again =
    retryAt === null ? "" : ` A new session tries the WebSocket again after ${timeText(retryAt)}.`;
  return notice(`HTTP, since ${timeText(since)}`, `${why ?? ""} ${OVER_HTTP}${again}`.trim());
}

function socketFinding(provider: ProviderState): Finding {
  if (provider.lastHandshake === null) return fact("WebSocket, not used yet");
  if (isWithoutSocket(provider)) return notice("HTTP, from the next request on", OVER_HTTP);
  return provider.lastHandshake.status === 101 ? ok("WebSocket") : fact("WebSocket");
}

function handshakeFinding({ lastHandshake, host, transport }: ProviderState): Finding {
  if (lastHandshake === null && transport.transport === "http") return fact("None: HTTP is used");
  if (lastHandshake === null) return fact("None yet", "“Check again” makes one; it costs nothing.");
  const { status, ms, at } = lastHandshake;
  const when = `in ${durationText(ms)}, at ${timeText(at)}`;
  if (status === 101) return ok(`Accepted ${when}`);
  if (status === null)
    return problem(`No answer ${when}`, `Check that this server can reach ${host}: name, firewall, proxy.`);
  return refusedFinding(status, `Refused with ${status} ${when}`);
}

function refusedFinding(status: number, said: string): Finding {
  if (NO_SOCKET.has(status)) return notice(said, "There is no WebSocket mode at this address; HTTP is used.");
  if (status === 401) return problem(said, "The key was refused: set UPSTREAM_API_KEY to a valid one.");
  if (status === 403) return problem(said, "The key may not use this: check what it is allowed to do.");
  if (status === 429) return notice(said, "The provider limits connections; it is tried again by itself.");
  if (status >= 300 && status < 400)
    return problem(said, "The address redirects, which is not followed: set UPSTREAM_URL to where it leads.");
  if (status >= 500)
    return notice(said, "The provider has a problem of its own; it is tried again by itself.");
  return problem(said, "Check UPSTREAM_URL and what the key is allowed to do.");
}

function probeFinding(provider: ProviderState): Finding {
  const { lastProbe, model } = provider;
  if (model === null) return fact("Not possible", "There is no model to ask with.");
  if (lastProbe === null) return fact("None yet", "“Check again” asks what the provider can do.");
  const when = `at ${timeText(lastProbe.at)}`;
  if (lastProbe.outcome === "answered") return ok(`Answered in ${durationText(lastProbe.ms)}, ${when}`);
  if (lastProbe.outcome === "unanswered")
    return notice(
      `Connected, but not answered, ${when}`,
      `Something accepts connections for this provider and passes nothing on, or it is busy. What it can do stays as it was known.`,
    );
  const said = `No WebSocket, ${when}`;
  if (isWithoutSocket(provider)) return fact(said, "Over HTTP nothing can be asked for free.");
  return fact(said, "The last handshake says why.");
}

const ADVICE: Record<string, string> = {
  unauthorized: "Set UPSTREAM_API_KEY to a key that is valid here.",
  rate_limited: "The provider limits requests; wait, or use a key with a higher limit.",
  rejected: "The provider did not take a request; the session that sent it shows its words.",
  server_error: "The provider has a problem of its own; the session that met it shows more.",
  timeout: "The provider did not answer in time.",
  lost: "A connection broke; it is made again by itself.",
};

function errorFinding(provider: ProviderState): Finding {
  const { lastError, lastHandshake } = provider;
  if (lastError === null) return ok("None");
  const { code, providerCode, message, at } = lastError;
  const said = `${providerCode ?? code.replaceAll("_", " ")}, at ${timeText(at)}`;
  const words = message ?? ADVICE[code] ?? "The session that met it shows more.";
  const isOver = lastHandshake?.status === 101 && lastHandshake.at > at;
  if (isOver) return fact(`${said}; connected since`, words);
  // The line of the transport or of the handshake has judged it.
  const isJudged =
    (isWithoutSocket(provider) && code === "no_websocket") ||
    (lastHandshake !== null && lastHandshake.status !== 101);
  if (isJudged) return fact(said, words);
  return code === "unauthorized" ? problem(said, words) : notice(said, words);
}
