"use client";

import { X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useClient } from "../../lib/client/use-session";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { FAULT_CHOICES, nameOf, type FaultChoice } from "./fault-choices";
import { armFault, readFaults, type FaultLine, type FaultReport } from "./fault-requests";

const LOOK_EVERY_MS = 1_000;
const FIRED_SHOWN = 5;

type Shown = FaultReport | { error: string } | null;

/** Looks at once and then each second, while the panel is open. */
function useFaults() {
  const [shown, setShown] = useState<Shown>(null);
  const look = useCallback(() => void readFaults().then(setShown), []);
  useEffect(() => {
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [look]);
  const arm = (request: Parameters<typeof armFault>[0]): void =>
    void armFault(request).then((refused) => (refused ? setShown(refused) : look()));
  return { shown, arm };
}

/** Arms faults on purpose. There only on a server that was started with FAULTS=1. */
export function Faults({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const { shown, arm } = useFaults();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const armFor = ({ request, hits }: FaultChoice): void => {
    const page = client?.me.executorId;
    arm(hits === "page" && page !== undefined ? { ...request, page } : request);
  };
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label="Faults"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
      className="fixed right-3 bottom-3 z-50 flex max-h-[min(620px,calc(100dvh-24px))] w-[min(340px,calc(100vw-24px))] flex-col rounded-[14px] border border-line bg-raised shadow-lift outline-none"
    >
      <header className="flex flex-none items-center justify-between py-1.5 pr-1.5 pl-4">
        <h2 className="font-semibold">Faults</h2>
        <IconButton label="Close faults" onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 text-[13px]">
        <Choices title="This page" hits="page" onArm={armFor} />
        <Choices title="The model's provider" hits="provider" onArm={armFor} />
      </div>
      <footer className="max-h-[40%] flex-none overflow-y-auto border-t border-line px-4 pt-2 pb-1 text-[13px]">
        <State shown={shown} onDisarm={() => arm({ fault: "none" })} />
      </footer>
    </section>
  );
}

type ChoicesProps = {
  title: string;
  hits: FaultChoice["hits"];
  onArm: (choice: FaultChoice) => void;
};

function Choices({ title, hits, onArm }: ChoicesProps) {
  return (
    <fieldset className="mb-3">
      <legend className="text-small pb-1 text-ink-3">{title}</legend>
      <ul>
        {FAULT_CHOICES.filter((choice) => choice.hits === hits).map((choice) => (
          <li key={choice.label} className="flex items-center justify-between gap-2 py-0.5">
            <span className="min-w-0 text-ink-2">{choice.label}</span>
            <Button
              aria-label={`Arm: ${hits}: ${choice.label}`}
              onClick={() => onArm(choice)}
              className="!h-[26px]"
            >
              Arm
            </Button>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function State({ shown, onDisarm }: { shown: Shown; onDisarm: () => void }) {
  if (shown === null) return null;
  if ("error" in shown) {
    return (
      <p role="alert" className="text-bad">
        {shown.error}
      </p>
    );
  }
  return (
    <>
      <Lines title="Armed" lines={shown.armed} none="Nothing waits." />
      {shown.armed.length > 0 && (
        <Button onClick={onDisarm} className="mb-3 !h-[26px]">
          Disarm all
        </Button>
      )}
      <Lines title="Last fired" lines={shown.fired.slice(-FIRED_SHOWN).reverse()} none="Nothing yet." />
    </>
  );
}

function Lines({ title, lines, none }: { title: string; lines: readonly FaultLine[]; none: string }) {
  return (
    <div className="mb-2">
      <h3 className="text-small text-ink-3">{title}</h3>
      {lines.length === 0 ? (
        <p className="text-ink-3">{none}</p>
      ) : (
        <ul aria-label={title}>
          {lines.map(({ id, fault }) => (
            <li key={id} className="truncate">
              {nameOf(fault)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
