"use client";

import type { FormEvent } from "react";
import { useState } from "react";
import { useClient } from "../../lib/client/use-session";
import { Button } from "../ui/button";

type Unlocking = { step: "ready" } | { step: "asking" } | { step: "refused"; message: string };

/** Asks for the server's access token; the answer is a cookie, so it is asked once per browser. */
export function UnlockForm() {
  const client = useClient();
  const [state, setState] = useState<Unlocking>({ step: "ready" });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get("token");
    if (!client || typeof token !== "string" || token === "") return;
    setState({ step: "asking" });
    client.unlock(token).then(
      (answer) => setState(answer ? { step: "refused", message: answer.error.message } : { step: "ready" }),
      () => setState({ step: "refused", message: "The server did not answer. Try again." }),
    );
  };
  return (
    <form onSubmit={submit} className="m-auto flex w-full max-w-[360px] flex-col gap-3 p-6">
      <h2 className="text-read font-semibold">This server is locked</h2>
      <p className="text-ink-2">Enter its access token. This browser is asked once.</p>
      <input
        ref={(field) => field?.focus()}
        name="token"
        type="password"
        required
        autoComplete="current-password"
        aria-label="Access token"
        aria-invalid={state.step === "refused"}
        className="h-9 rounded-control border border-line-strong bg-raised px-3 font-mono text-[13px] pointer-coarse:h-11 pointer-coarse:text-[16px]"
      />
      {state.step === "refused" ? (
        <p role="alert" className="text-[13px] text-bad">
          {state.message}
        </p>
      ) : null}
      <Button type="submit" tone="primary" aria-disabled={state.step === "asking"} className="self-start">
        Unlock
      </Button>
    </form>
  );
}
