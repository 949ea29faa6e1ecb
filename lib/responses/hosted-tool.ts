/** A tool that the provider runs by itself, as it stands in `tools` of a `response.create`. */
export type HostedTool = Readonly<Record<string, unknown>> & { readonly type: string };

const INCLUDES: Readonly<Record<string, string>> = {
  web_search: "web_search_call.action.sources",
  file_search: "file_search_call.results",
  code_interpreter: "code_interpreter_call.outputs",
};

/** What has to be asked for so that the results of these tools are in the answer, each once. */
export const includesOf = (tools: readonly HostedTool[]): readonly string[] => [
  ...new Set(tools.flatMap(({ type }) => INCLUDES[type] ?? [])),
];
