"use client";

import { X } from "lucide-react";
import type { Picked } from "../../lib/client/attention";
import { useClient } from "../../lib/client/use-session";
import { IconButton } from "../ui/icon-button";
import { pickedText } from "./picked-text";

/** What is picked, which goes to the model with each message until it is let go. */
export function PickedValues({ picked }: { picked: Picked }) {
  const attention = useClient()?.attention ?? null;
  return (
    <p className="border-copper-line bg-copper-soft rounded-control text-small text-ink flex w-fit max-w-full items-center gap-1 border ps-2.5">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        Picked: <b className="font-medium">{pickedText(picked.values)}</b>
      </span>
      <IconButton label="Let go of what is picked" onClick={() => attention?.pick(null)}>
        <X aria-hidden size={13} />
      </IconButton>
    </p>
  );
}
