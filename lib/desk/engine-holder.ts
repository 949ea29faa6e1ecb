import type { Engine } from "./engine";

/** One engine at most, started when first asked for. */
export type EngineHolder = {
  /** Rejects when the engine cannot start; the next call tries again. */
  get: () => Promise<Engine>;
  /** Does work that may be repeated: when the engine ends meanwhile, it is done once more on the next one. */
  run: <Result>(work: (engine: Engine) => Promise<Result>) => Promise<Result>;
  /** Ends the engine, whatever it is doing. The next `get` starts another. */
  end: () => Promise<void>;
};

const ATTEMPTS = 2;

async function unlessEnded<Result>(
  engine: Engine,
  work: (engine: Engine) => Promise<Result>,
): Promise<{ result: Result } | undefined> {
  const done = work(engine).then((result) => ({ result }));
  return Promise.race([done, engine.ended.then(() => undefined)]);
}

export function createEngineHolder(start: () => Promise<Engine>): EngineHolder {
  let current: Promise<Engine> | undefined;
  const forget = (started: Promise<Engine>): void => {
    if (current === started) current = undefined;
  };
  const get = (): Promise<Engine> => {
    if (current !== undefined) return current;
    const started = start();
    current = started;
    const ended = started.then((engine) => engine.ended);
    void ended.catch(() => undefined).then(() => forget(started));
    return started;
  };
  const run = async <Result>(work: (engine: Engine) => Promise<Result>): Promise<Result> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const done = await unlessEnded(await get(), work);
      if (done !== undefined) return done.result;
    }
    throw new Error("the desk was started anew while this ran");
  };
  const end = async (): Promise<void> => {
    const ending = current;
    current = undefined;
    const engine = await ending?.catch(() => undefined);
    await engine?.terminate();
  };
  return { get, run, end };
}
