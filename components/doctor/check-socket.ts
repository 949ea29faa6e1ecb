import { CLOSE } from "../../lib/protocol/close";
import { PROTOCOL_VERSION } from "../../lib/protocol/version";
import { isRecord, parseJson } from "../../lib/util/json";
import { durationText } from "../thread/format";
import { notice, ok, problem, type Finding } from "./line";

const PINGS = 3;
const SLOW_MS = 500;

type Talk =
  | { type: "answered"; openMs: number; roundTripMs: number }
  /** `code` is the close code, or null where nothing came in time. */
  | { type: "ended"; opened: boolean; code: number | null };

/** Opens a socket of its own to the server and measures the way there and back. */
export async function checkSocket(ms: number): Promise<Finding> {
  const address = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`;
  return findingOf(await talk(new WebSocket(address), ms));
}

function findingOf(talked: Talk): Finding {
  if (talked.type === "ended") return endFinding(talked);
  const { openMs, roundTripMs } = talked;
  const said = `Opens in ${durationText(openMs)}, round trip ${durationText(roundTripMs)}`;
  if (roundTripMs < SLOW_MS) return ok(said);
  return notice(said, "The network between this browser and the server is slow; answers arrive late.");
}

function endFinding({ opened, code }: Extract<Talk, { type: "ended" }>): Finding {
  if (code === CLOSE.oldClient)
    return problem("The server speaks another version", "Reload this page; drafts are kept.");
  if (opened)
    return problem(
      code === null ? "Opens, but nothing comes over it" : `Opens, and is closed at once (${code})`,
      "Something in between takes the connection and does not pass on what is sent over it: a proxy or a security program.",
    );
  return problem(
    "No WebSocket reaches the server",
    "A proxy or a security program in between does not pass upgrades of /ws. What a proxy needs stands in docs/operations.md.",
  );
}

function talk(socket: WebSocket, ms: number): Promise<Talk> {
  const began = performance.now();
  const trips: number[] = [];
  let openMs: number | null = null;
  const ping = (): void => socket.send(JSON.stringify({ type: "ping", sentAt: performance.now() }));
  return new Promise((resolve) => {
    const end = (talked: Talk): void => {
      clearTimeout(timer);
      resolve(talked);
      socket.close();
    };
    const ended = (code: number | null): void => end({ type: "ended", opened: openMs !== null, code });
    const timer = setTimeout(() => ended(null), ms);
    socket.onopen = () => {
      openMs = performance.now() - began;
      socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION }));
    };
    socket.onclose = ({ code }) => ended(code);
    socket.onmessage = ({ data }) => {
      const frame = parseJson(String(data));
      if (!isRecord(frame)) return;
      if (frame.type === "welcome") return ping();
      if (frame.type !== "pong") return;
      trips.push(performance.now() - Number(frame.sentAt));
      if (trips.length < PINGS) return ping();
      end({ type: "answered", openMs: openMs ?? 0, roundTripMs: Math.min(...trips) });
    };
  });
}
