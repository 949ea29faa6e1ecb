import type { AskResult, Upstream, UpstreamEvent } from "./port";

/**
 * The same provider, with `secrets` taken out of what it says: a credential that travels in a request can come
 * back in an error, or in the words of a server that the provider has asked. Text of the model is let pass: it
 * was never shown them.
 */
export function withoutSecrets(upstream: Upstream, secrets: readonly string[]): Upstream {
  if (secrets.length === 0) return upstream;
  const written = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  const shown = <T extends UpstreamEvent | AskResult>(value: T): T => {
    const text = JSON.stringify(value);
    const clean = written.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text);
    return clean === text ? value : (JSON.parse(clean) as T);
  };
  return {
    close: () => upstream.close(),
    open: (listener) => {
      const line = upstream.open({
        onStatus: listener.onStatus,
        onEvent: (event) => listener.onEvent(event.type === "item_delta" ? event : shown(event)),
      });
      const ask = line.ask.bind(line);
      line.ask = async (request, signal) => shown(await ask(request, signal));
      return line;
    },
  };
}
