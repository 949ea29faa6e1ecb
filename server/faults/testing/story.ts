import type * as z from "zod/mini";
import { openCalls } from "../../../lib/session/calls";
import { systemClock, type Clock } from "../../../lib/util/clock";
import { TestPage } from "../../testing/page";
import { startServer, type TestServer, type TestServerOptions } from "../../testing/start-server";
import { attachment, EXECUTOR, script } from "../../testing/test-tools";
import type { faultSchema } from "../fault";
import { openFaults } from "../faults";

/** `w0 w1 …`: every word once, so that a gap and a repeat both show. */
export const words = (count: number): string =>
  Array.from({ length: count }, (_none, at) => `w${at}`).join(" ");

export const WORDS = words(60);

/** Text and a call, the call's output and another call, its output and all that the model has seen. */
export const STORY = script([
  [{ say: WORDS, chunk: 6 }, { call: { name: "look", arguments: { n: 1 } } }],
  [{ outputs: true }, { call: { name: "look", arguments: { n: 2 } } }],
  [{ outputs: true }, { context: true }],
]);

/** A page that runs its calls at once, and notes which. */
export type Worker = { page: TestPage; ran: string[] };

type FaultRequest = z.input<typeof faultSchema>;

export type Stage = {
  server: TestServer;
  worker: Worker;
  /** Arms faults as the page of the worker would. */
  arm(...faults: FaultRequest[]): Promise<void>;
  disarm(): Promise<void>;
  /** The names of the faults that have hit, in order. */
  fired(): Promise<string[]>;
  close(): Promise<void>;
};

export async function openStage({
  faultClock = systemClock,
  ...options
}: TestServerOptions & { faultClock?: Clock } = {}): Promise<Stage> {
  const server = await startServer({ ...options, faults: openFaults(faultClock) });
  const worker = await openWorker(server);
  const headers = {
    cookie: worker.page.cookie,
    origin: server.origin,
    "content-type": "application/json",
  };
  const ask = (init: RequestInit) => fetch(`${server.origin}/api/faults`, { headers, ...init });
  return {
    server,
    worker,
    arm: async (...faults) => {
      for (const fault of faults) {
        const answer = await ask({ method: "POST", body: JSON.stringify(fault) });
        if (!answer.ok) throw new Error(await answer.text());
      }
    },
    disarm: async () => void (await ask({ method: "POST", body: JSON.stringify({ fault: "none" }) })),
    fired: async () => {
      const report = (await (await ask({})).json()) as { fired: { fault: { fault: string } }[] };
      return report.fired.map(({ fault }) => fault.fault);
    },
    close: async () => {
      if (worker.page.closeCode === null) await worker.page.close();
      await server.stop();
    },
  };
}

async function openWorker(server: TestServer): Promise<Worker> {
  const page = await TestPage.open(server.origin);
  await page.create("scripted");
  const ran: string[] = [];
  page.socket.on("message", () => runCalls(page, ran));
  page.command(attachment());
  await page.until(({ state }) => state.executors.has(EXECUTOR));
  return { page, ran };
}

function runCalls(page: TestPage, ran: string[]): void {
  for (const call of openCalls(page.state)) {
    if (call.status !== "assigned" || ran.includes(call.callId)) continue;
    ran.push(call.callId);
    page.command({
      ...{ type: "submit_tool_output", callId: call.callId, executorId: EXECUTOR, claimId: null },
      ...{ outcome: { ok: true, output: `seen by ${call.callId}` }, artifact: null, ranMs: 1 },
    });
  }
}

/** Another page of the same person that reads the whole log anew, as after a reload. */
export async function reread({ server, worker }: Stage): Promise<TestPage> {
  const { cookie, sessionId } = worker.page;
  const page = await TestPage.open(server.origin, { cookie, sessionId });
  page.subscribe();
  await page.frame("caught_up");
  await page.close();
  return page;
}
