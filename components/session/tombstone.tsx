import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { ClosedSession } from "./closed-session";

type TombstoneProps = { heading?: "h1" | "h2"; onStart?: () => void; children?: ReactNode };

/** What is left of a session that was deleted. Somebody who had a link has nothing to start here. */
export function Tombstone({ heading = "h2", onStart, children }: TombstoneProps) {
  return (
    <ClosedSession heading={heading} title="This session was deleted.">
      {children}
      {onStart ? (
        <Button tone="primary" onClick={onStart}>
          Start a new session
        </Button>
      ) : null}
    </ClosedSession>
  );
}
