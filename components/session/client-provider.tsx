"use client";

import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import type { Client } from "../../lib/client/client";
import { ClientContext } from "../../lib/client/use-session";
import { Notice } from "../ui/notice";

let creating: Promise<Client> | null = null;

/** One client per tab: the socket, the desk and the outbox outlive every view. */
function clientOfThisTab(): Promise<Client> {
  creating ??= import("../../lib/client/create-client").then(({ createClient }) => createClient());
  return creating;
}

/** Makes the client after the first paint and provides it to everything below. */
export function ClientProvider({ children }: { children: ReactNode }) {
  const [client, setClient] = useState<Client | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let mounted = true;
    clientOfThisTab().then(
      (made) => mounted && setClient(made),
      () => mounted && setFailed(true),
    );
    return () => {
      mounted = false;
    };
  }, []);
  return (
    <ClientContext value={client}>
      {failed ? (
        <Notice role="alert" tone="bad" className="fixed inset-x-3 top-3 z-50">
          This page could not finish loading. Reload it; nothing that was sent is lost.
        </Notice>
      ) : null}
      {children}
    </ClientContext>
  );
}
