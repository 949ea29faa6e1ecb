import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { serveParent } from "./child";

const ONE_WAY_MS = 20;
/** TCP and TLS 1.3 take a round trip each before a client's first bytes count. */
const HANDSHAKE_MS = 2 * 2 * ONE_WAY_MS;

/** Passes on what arrives and then the end, each piece `ONE_WAY_MS` later, and nothing before `opensAt`. */
function delay(from: Socket, to: Socket, opensAt: number): void {
  const line: { at: number; piece: Buffer | null }[] = [];
  const pass = (piece: Buffer | null): void => void (piece === null ? to.end() : to.write(piece));
  let timer: NodeJS.Timeout | null = null;
  const release = (): void => {
    timer = null;
    const now = performance.now();
    while (line[0] !== undefined && line[0].at <= now) pass(line.shift()?.piece ?? null);
    if (line[0] !== undefined) timer = setTimeout(release, line[0].at - now);
  };
  const take = (piece: Buffer | null): void => {
    line.push({ at: Math.max(performance.now(), opensAt) + ONE_WAY_MS, piece });
    timer ??= setTimeout(release, (line[0]?.at ?? 0) - performance.now());
  };
  from.on("data", take);
  from.on("close", () => take(null));
  from.on("error", () => to.destroy());
}

const [target = ""] = process.argv.slice(2);
const proxy = createServer({ noDelay: true }, (client) => {
  const provider = connect({ host: "127.0.0.1", port: Number(target), noDelay: true });
  delay(client, provider, performance.now() + HANDSHAKE_MS);
  delay(provider, client, 0);
});
proxy.listen(0, "127.0.0.1", () => serveParent((proxy.address() as AddressInfo).port));
