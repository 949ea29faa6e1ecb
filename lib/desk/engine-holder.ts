import type { Engine } from "./engine";

/** One engine at most, started when first asked for. */
export type EngineHolder = {
  /** Rejects when the engine cannot start; the next call tries again. */
  get: () => Promise<Engine>;
  /** Ends the engine, whatever it is doing. The next `get` starts another. */
  end: () => Promise<void>;
};

export function createEngineHolder(start: () => Promise<Engine>): EngineHolder {
  let current: Promise<Engine> | undefined;
  const get = (): Promise<Engine> => {
    const started = (current ??= start());
    started.catch(() => {
      if (current === started) current = undefined;
    });
    return started;
  };
  const end = async (): Promise<void> => {
    const ending = current;
    current = undefined;
    const engine = await ending?.catch(() => undefined);
    await engine?.terminate();
  };
  return { get, end };
}
