"use client";

import type { Citation, HostedCall } from "../../../lib/protocol/content";
import { CallArguments } from "../call-details";
import { Box } from "../text-box";
import { CitationList } from "./citation-list";
import { PictureView } from "./picture-view";

type DetailsOf<T extends HostedCall["tool"]> = { call: Extract<HostedCall, { tool: T }> };

/** What the provider was asked for, and what came of it. */
export function HostedDetails({ call }: { call: HostedCall }) {
  return (
    <div className="bg-panel border-line space-y-3 border-t px-3 py-3 sm:ps-9">
      <Details call={call} />
    </div>
  );
}

function Details({ call }: { call: HostedCall }) {
  switch (call.tool) {
    case "web_search":
      return <WebSearch call={call} />;
    case "file_search":
      return <FileSearch call={call} />;
    case "code_interpreter":
      return <CodeInterpreter call={call} />;
    case "mcp_list_tools":
      return <Names title={`Tools of ${call.server}`} names={call.names} />;
    case "mcp_call":
      return <McpCall call={call} />;
    case "image_generation":
    case "compaction":
      return null;
  }
}

function WebSearch({ call: { queries, url, sources } }: DetailsOf<"web_search">) {
  const opened: Citation[] = url === null ? [] : [{ kind: "url", url, title: "" }];
  return (
    <>
      {queries.length > 0 && <Names title="Searched for" names={queries} />}
      <CitationList citations={opened} title="Opened" />
      <CitationList citations={sources} title="Looked at" />
      {queries.length + opened.length + sources.length === 0 && <Nothing />}
    </>
  );
}

function FileSearch({ call: { queries, files } }: DetailsOf<"file_search">) {
  return (
    <>
      <Names title="Searched for" names={queries} />
      <Names title="Found in" names={files} />
    </>
  );
}

function CodeInterpreter({ call: { code, logs, pictures } }: DetailsOf<"code_interpreter">) {
  return (
    <>
      {code !== "" && <Box title="Code" copy={code} language="python" text={code} />}
      {logs !== "" && <Box title="Output" copy={logs} language="text" text={logs} />}
      {pictures.map((picture, at) => (
        <PictureView key={at} picture={picture} name={`Picture ${at + 1} of the code`} />
      ))}
      {code === "" && logs === "" && pictures.length === 0 && <Nothing />}
    </>
  );
}

function McpCall({ call }: DetailsOf<"mcp_call">) {
  const { server, name, arguments: text, output, error } = call;
  return (
    <>
      <p className="text-small text-ink-3 [overflow-wrap:anywhere]">
        {name} of the MCP server {server}, run by the provider
      </p>
      <CallArguments text={text === "" ? "{}" : text} />
      {output !== null && output !== "" && (
        <Box title="What the model was told" copy={output} language="text" text={output} />
      )}
      {error !== null && <Box title="Error" copy={error} language="text" text={error} />}
    </>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  return (
    <div className="text-small">
      <p className="text-ink-3 [overflow-wrap:anywhere]">{title}</p>
      {names.length === 0 && <p className="text-ink-2">nothing</p>}
      <ul>
        {names.map((name, at) => (
          <li key={at} dir="auto" className="[overflow-wrap:anywhere]">
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

const Nothing = () => <p className="text-small text-ink-3">The provider says no more about it.</p>;
