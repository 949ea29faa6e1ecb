import { createAttention } from "./attention";
import { createLazyDesk } from "../desk/lazy-desk";
import type { Desk } from "../desk/types";
import { codePack } from "../tools/builtin/code/pack";
import { dataPack } from "../tools/builtin/data/pack";
import { askUser } from "../tools/builtin/person/ask-user";
import { createJournal } from "../tools/journal";
import type { StoragePorts } from "../tools/kept";
import { createRegistry } from "../tools/registry";
import { systemClock } from "../util/clock";
import { randomId } from "../util/random-id";
import type { Client } from "./client";
import * as drafts from "./drafts";
import { createFrameBatch } from "./frame-batch";
import * as http from "./http";
import { deskId, executorId } from "./identity";
import { notedDesk } from "./noted-desk";
import { createOutboxStore } from "./outbox";
import type { Page } from "./page";
import { createPage } from "./page";
import { holdClaim, isClaimAlive } from "./page-lock";
import type { ToolPorts } from "./page-tools";

/** Puts the page together with its browser: storage, desk and tools. One per tab. */
export async function createClient(): Promise<Client> {
  const me = { executorId: await executorId(), claimId: randomId() };
  const tables = createLazyDesk(deskId());
  const attention = createAttention(tables.tables);
  const desk = notedDesk(tables, attention.did);
  holdClaim(me.claimId);
  const storage: StoragePorts = {
    after: systemClock.after,
    onRefused: () => page.store.change({ storage: "refused" }),
  };
  const tools = toolsOf(desk, storage);
  const page = createPage({
    ...{ me, openSocket, identify: http.identify, clock: systemClock, random: Math.random },
    ...{ mintId: randomId, outbox: createOutboxStore(me.executorId, storage), batch: createFrameBatch },
    ...{ tools, workspaceFor: attention.take },
  });
  const stopListening = wakeWithBrowser(page);
  page.open();
  return {
    ...{ me, desk, attention },
    getState: page.store.shown.getState,
    subscribe: page.store.shown.subscribe,
    newSessionId: randomId,
    follow: page.subscriptions.follow,
    ...page.verbs,
    warm: page.warm,
    addTool: tools.registry.add,
    reconnectNow: page.wake,
    deleteSession: http.deleteSession,
    restoreSession: http.restoreSession,
    readOutput: http.readOutput,
    createShare: http.createShare,
    revokeShare: http.revokeShare,
    openShare: http.openShare,
    unlock: (token) => unlock(page, token),
    draft: drafts.draft,
    keepDraft: drafts.keepDraft,
    close: () => {
      stopListening();
      page.close();
    },
  };
}

const toolsOf = (desk: Desk, storage: StoragePorts): ToolPorts => ({
  ...{ desk, isClaimAlive, after: systemClock.after },
  registry: createRegistry([...dataPack(desk), ...codePack(desk), askUser()]),
  journal: createJournal(desk.deskId, storage),
  stopwatch: () => performance.now(),
});

async function unlock(page: Page, token: string): ReturnType<Client["unlock"]> {
  const refused = await http.unlock(token);
  if (!refused) page.wake();
  return refused;
}

function wakeWithBrowser(page: Page): () => void {
  const wakeIfVisible = (): void => {
    if (document.visibilityState === "visible") page.wake();
  };
  addEventListener("online", page.wake);
  addEventListener("offline", page.wake);
  document.addEventListener("visibilitychange", wakeIfVisible);
  document.addEventListener("resume", page.wake);
  return () => {
    removeEventListener("online", page.wake);
    removeEventListener("offline", page.wake);
    document.removeEventListener("visibilitychange", wakeIfVisible);
    document.removeEventListener("resume", page.wake);
  };
}

const openSocket = (): WebSocket =>
  new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`);
