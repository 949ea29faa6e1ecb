import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ChildMessage, ParentMessage } from "./child";
import type { Target, TargetOptions } from "./target";

const STOP_MS = 20_000;

/** The same server in a process of its own. `ended` resolves with how it ended, if it ends before it is stopped. */
export type ForkedTarget = Target & { readonly ended: Promise<string> };

export async function forkTarget(options: TargetOptions): Promise<ForkedTarget> {
  const child = fork(fileURLToPath(new URL("./child.ts", import.meta.url)), [JSON.stringify(options)], {
    execArgv: ["--expose-gc", "--import", "tsx"],
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(
    ([code, signal]) => `code ${String(code)}, signal ${String(signal)}`,
  );
  const message = await Promise.race([messageOf(child), ended]);
  if (typeof message === "string" || message.type !== "ready")
    throw new Error(`the server did not start: ${JSON.stringify(message)}`);
  const { origin, port } = message;
  return {
    ...{ origin, port, ended },
    figures: async (collect = false) => {
      const question: ParentMessage = { type: "figures", collect };
      const answer = messageOf(child);
      child.send(question);
      const told = await Promise.race([answer, ended]);
      if (typeof told === "string" || told.type !== "figures")
        throw new Error(`the server ended: ${JSON.stringify(told)}`);
      return told.figures;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const limit = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      child.disconnect();
      await ended;
      clearTimeout(limit);
    },
  };
}

async function messageOf(child: ChildProcess): Promise<ChildMessage> {
  const [message] = (await once(child, "message")) as [ChildMessage];
  return message;
}
