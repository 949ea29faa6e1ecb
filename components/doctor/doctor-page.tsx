"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { ThemeButton } from "../session/theme-button";
import { UnlockForm } from "../session/unlock-form";
import { timeText } from "../thread/format";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { Mark } from "../ui/mark";
import { LineSection } from "./line-list";
import { summaryOf, worstOf, type Line } from "./line";
import { ReportSections, reportLines } from "./report-sections";
import { StateSign } from "./state-sign";
import { useExamination, type Examination } from "./use-examination";
import { wayBack } from "./way-back";

function TopBar() {
  const router = useRouter();
  return (
    <header className="flex h-[52px] items-center gap-1.5 px-2.5 desk:px-4">
      <IconButton label="Back" onClick={() => router.push(wayBack())}>
        <ArrowLeft size={17} aria-hidden />
      </IconButton>
      <Link
        href="/"
        prefetch={false}
        className="flex items-center gap-[9px] px-1 font-semibold tracking-[-0.01em]"
      >
        <Mark className="text-copper" />
        Longwire
      </Link>
      <ThemeButton className="ml-auto" />
    </header>
  );
}

type SummaryProps = {
  lines: readonly Line[];
  checkedAt: number | null;
  running: boolean;
  onAgain: () => void;
};

function Summary({ lines, checkedAt, running, onAgain }: SummaryProps) {
  return (
    <div className="mt-5 flex flex-wrap items-center gap-x-3 gap-y-2">
      <StateSign state={running ? "waiting" : worstOf(lines)} size={20} />
      <p role="status" aria-label="Summary" className="text-read min-w-0 flex-1 font-medium">
        {running ? "Checking" : summaryOf(lines)}
      </p>
      {checkedAt === null ? null : (
        <span className="text-small text-ink-3 tabular-nums">At {timeText(checkedAt)}</span>
      )}
      <Button onClick={onAgain} aria-disabled={running}>
        Check again
      </Button>
    </div>
  );
}

/** What there is to see when the server gave no report. */
function NoReport({ answer }: Pick<Examination, "answer">) {
  if (answer?.type === "locked") return <UnlockForm />;
  const lines = reportLines(answer);
  return lines.length === 0 ? null : <LineSection title="This server" lines={lines} />;
}

/** The state of this browser, the server and its wires, in plain words. */
export function DoctorPage() {
  const { browser, answer, running, again } = useExamination();
  return (
    <div className="h-dvh overflow-y-auto">
      <TopBar />
      <main className="mx-auto w-full max-w-[760px] px-4 pt-4 pb-16">
        <h1 className="text-[22px] leading-8 font-semibold tracking-[-0.01em]">Doctor</h1>
        <p className="text-ink-2">What this browser, this server and its wires to the models can do.</p>
        <Summary
          lines={[...browser, ...reportLines(answer)]}
          checkedAt={answer?.type === "report" ? answer.report.at : null}
          running={running}
          onAgain={again}
        />
        {answer?.type === "report" && answer.limitedS !== null ? (
          <p className="text-small mt-1 text-ink-2">
            The providers were asked a moment ago, and were not asked again. Try in {answer.limitedS} s.
          </p>
        ) : null}
        <LineSection title="This browser" lines={browser} />
        {answer?.type === "report" ? <ReportSections report={answer.report} /> : <NoReport answer={answer} />}
      </main>
    </div>
  );
}
