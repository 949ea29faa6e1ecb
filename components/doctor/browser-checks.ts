import { identify } from "../../lib/client/http";
import { checkSocket } from "./check-socket";
import { checkFiles, checkIndexedDb, checkPersistence } from "./check-storage";
import { checkWasm, checkWorker } from "./check-worker";
import { notice, ok, problem, type Finding } from "./line";
import type { ReportAnswer } from "./report-requests";

type Check = { label: string; run: (server: Promise<ReportAnswer>) => Promise<Finding> };

const LIMIT_MS = 10_000;

/** What this browser is asked, in the order of the page. */
export const BROWSER_CHECKS: readonly Check[] = [
  { label: "WebSocket to this server", run: socketFinding },
  { label: "Cookies", run: async (server) => cookieFinding(await server) },
  { label: "Outbox (IndexedDB)", run: checkIndexedDb },
  { label: "Files (OPFS)", run: checkFiles },
  { label: "Kept for how long", run: checkPersistence },
  { label: "Database worker", run: () => checkWorker(LIMIT_MS) },
  { label: "WebAssembly", run: checkWasm },
];

/** A browser that comes here first has no cookie yet, and no socket without one. */
async function socketFinding(): Promise<Finding> {
  await identify();
  return checkSocket(LIMIT_MS);
}

/** A finding in any case: a check that throws or never ends is one too. */
export async function runCheck({ run }: Check, server: Promise<ReportAnswer>): Promise<Finding> {
  try {
    return await run(server);
  } catch {
    return problem("Could not be checked", "This browser does not allow it, or is too old for this page.");
  }
}

function cookieFinding(answer: ReportAnswer): Finding {
  if (answer.type === "unreachable")
    return notice("Not checked", "The server did not answer; it gives the cookie.");
  if (answer.type === "no_cookie")
    return problem(
      "Not kept",
      "This browser does not send back the cookie by which the server knows it. Allow cookies for this site.",
    );
  return ok("Kept");
}
