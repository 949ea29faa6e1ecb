import { itemsText } from "../chain";
import { sinceCompaction, withoutSealed } from "../compaction";
import type { AskRequest, CompactRequest, CreateRequest } from "../port";
import { settingsText, type SettingsProfile } from "../request-frame";

type BodyOptions = {
  profile: Pick<SettingsProfile, "include" | "hostedTools">;
  /** False leaves reasoning and summaries out, for a provider that cannot read what another one encrypted. */
  withSealed: boolean;
};

/**
 * The body of `POST /responses`: always the whole input and never `previous_response_id`, for with `store: false`
 * nothing outlives the request at the provider. Reasoning travels encrypted.
 */
export function createBody(request: CreateRequest, { profile, withSealed }: BodyOptions): string {
  const all = request.fullInput();
  const input = withSealed ? sinceCompaction(all) : withoutSealed(all);
  const settings = settingsText(request.settings, profile).replace(`"type":"response.create",`, "");
  return `${settings},"stream":true,"input":[${itemsText(input)}]}`;
}

/** The body of `POST /responses/compact`. */
export function compactBody({ model, instructions, input }: CompactRequest, withSealed: boolean): string {
  const items = withSealed ? sinceCompaction(input) : withoutSealed(input);
  return `${JSON.stringify({ model, instructions }).slice(0, -1)},"input":[${itemsText(items)}]}`;
}

export function askBody(request: AskRequest): string {
  const { model, instructions, input, maxOutputTokens } = request;
  const settings = { model, instructions, max_output_tokens: maxOutputTokens, store: false, stream: true };
  return `${JSON.stringify(settings).slice(0, -1)},"input":[${itemsText(input)}]}`;
}
