import type { DeltaPiece, Input } from "./input";

type UpstreamInput = Extract<Input, { type: "upstream" }>;

/** Merges deltas of one item that arrived side by side, keeping when each came. Order never changes. */
export function coalesce(inputs: readonly Input[]): readonly Input[] {
  if (inputs.length < 2) return inputs;
  const merged: Input[] = [];
  let run: UpstreamInput[] = [];
  for (const input of inputs) {
    if (isDelta(input) && (run.length === 0 || sameItem(run[0], input))) {
      run.push(input);
      continue;
    }
    merged.push(...mergeRun(run));
    run = isDelta(input) ? [input] : [];
    if (!isDelta(input)) merged.push(input);
  }
  return [...merged, ...mergeRun(run)];
}

const isDelta = (input: Input): input is UpstreamInput =>
  input.type === "upstream" && input.event.type === "item_delta";

function sameItem(first: UpstreamInput | undefined, second: UpstreamInput): boolean {
  if (first?.event.type !== "item_delta" || second.event.type !== "item_delta") return false;
  return first.event.key === second.event.key && first.event.index === second.event.index;
}

function mergeRun(run: readonly UpstreamInput[]): readonly Input[] {
  const [first] = run;
  const last = run.at(-1);
  if (run.length < 2) return run;
  if (!first || !last || first.event.type !== "item_delta") return [];
  const texts = run.map(({ event }) => (event.type === "item_delta" ? event.text : ""));
  const pieces = run.map(({ at }, index): DeltaPiece => [at, texts[index]?.length ?? 0]);
  return [{ type: "upstream", event: { ...first.event, text: texts.join("") }, pieces, at: last.at }];
}
