import type { DoctorReport } from "../../lib/protocol/doctor";
import { CapabilityTable } from "./capability-table";
import { fact, line, problem, type Line } from "./line";
import { LineSection } from "./line-list";
import { modelLines } from "./model-lines";
import { providerLines } from "./provider-lines";
import type { ReportAnswer } from "./report-requests";
import { serverLines } from "./server-lines";

const NO_PROVIDER: readonly Line[] = [
  line(
    "Provider",
    fact("None", "The embedded models answer. With OPENAI_API_KEY or UPSTREAM_URL set, a provider's do too."),
  ),
];

const REFUSALS: Record<Exclude<ReportAnswer["type"], "report" | "locked">, Line> = {
  unreachable: line(
    "Report",
    problem("The server did not answer", "Is it running? Check again in a moment."),
  ),
  no_cookie: line("Report", problem("The server does not know this browser", "Allow cookies for this site.")),
  strange: line("Report", problem("This page is older than the server", "Reload the page; drafts are kept.")),
};

/** Every line that an answer of the server gives. */
export function reportLines(answer: ReportAnswer | null): readonly Line[] {
  if (answer === null || answer.type === "locked") return [];
  if (answer.type !== "report") return [REFUSALS[answer.type]];
  const { report } = answer;
  return [...serverLines(report), ...report.providers.flatMap(providerLines), ...modelLines(report)];
}

export function ReportSections({ report }: { report: DoctorReport }) {
  return (
    <>
      <LineSection title="This server" lines={serverLines(report)} />
      {report.providers.length === 0 ? <LineSection title="Model provider" lines={NO_PROVIDER} /> : null}
      {report.providers.map((provider) => (
        <LineSection
          key={provider.host}
          title={`Model provider ${provider.host}`}
          lines={providerLines(provider)}
        >
          <CapabilityTable provider={provider} />
        </LineSection>
      ))}
      <LineSection title="Models without a provider" lines={modelLines(report)} />
    </>
  );
}
