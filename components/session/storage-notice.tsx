"use client";

import { useState } from "react";
import { useClientState } from "../../lib/client/use-session";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";

/** Says once that the browser keeps nothing. */
export function StorageNotice() {
  const refused = useClientState((state) => state.storage === "refused", false);
  const [read, setRead] = useState(false);
  if (!refused || read) return null;
  return (
    <Notice role="status" aria-label="Storage" className="mx-4 mt-2 justify-between">
      <span className="min-w-0 flex-1 basis-56">
        This browser keeps nothing for this page. What is not sent yet is lost when the tab is closed or
        reloaded.
      </span>
      <Button onClick={() => setRead(true)}>Dismiss</Button>
    </Notice>
  );
}
