"use client";

import { useEffect, useState } from "react";
import type { Client } from "../../lib/client/client";
import { useClient, useClientState } from "../../lib/client/use-session";
import type { SessionId, ShareId } from "../../lib/protocol/ids";

export type OpenedShare =
  { step: "opening" } | { step: "open"; sessionId: SessionId } | { step: "refused"; message: string };

const UNREACHABLE = "The server did not answer. Check the connection, then reload this page.";

/** One exchange per link and page: the secret leaves the address bar at once and is used a single time. */
const opening = new Map<ShareId, Promise<OpenedShare>>();

const secretFromAddress = (): string => {
  const secret = window.location.hash.slice(1);
  if (secret !== "") window.history.replaceState(null, "", window.location.pathname);
  return secret;
};

const keyOf = (shareId: ShareId) => `share:${shareId}`;

function remembered(shareId: ShareId): SessionId | null {
  try {
    return sessionStorage.getItem(keyOf(shareId));
  } catch {
    return null;
  }
}

function remember(shareId: ShareId, sessionId: SessionId): void {
  try {
    sessionStorage.setItem(keyOf(shareId), sessionId);
  } catch {
    return;
  }
}

async function exchange(client: Client, shareId: ShareId, secret: string): Promise<OpenedShare> {
  try {
    const answer = await client.openShare(shareId, secret);
    if ("error" in answer) return { step: "refused", message: answer.error.message };
    remember(shareId, answer.sessionId);
    return { step: "open", sessionId: answer.sessionId };
  } catch {
    return { step: "refused", message: UNREACHABLE };
  }
}

function open(client: Client, shareId: ShareId): Promise<OpenedShare> {
  const secret = secretFromAddress();
  const known = opening.get(shareId);
  if (known && secret === "") return known;
  const sessionId = secret === "" ? remembered(shareId) : null;
  const result = sessionId
    ? Promise.resolve<OpenedShare>({ step: "open", sessionId })
    : exchange(client, shareId, secret);
  opening.set(shareId, result);
  return result;
}

/** Exchanges the secret of the address for a grant; after a reload the grant is there already. */
export function useOpenedShare(shareId: ShareId): OpenedShare {
  const client = useClient();
  // A connected page has its cookie, to which the server gives the grant.
  const connected = useClientState((state) => state.link.status === "connected", false);
  const [state, setState] = useState<OpenedShare>({ step: "opening" });
  useEffect(() => {
    if (!client || !connected) return;
    let mounted = true;
    open(client, shareId).then(
      (opened) => mounted && setState(opened),
      () => mounted && setState({ step: "refused", message: UNREACHABLE }),
    );
    return () => {
      mounted = false;
    };
  }, [client, connected, shareId]);
  return state;
}
