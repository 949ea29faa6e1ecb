import { assertNever } from "../../../lib/util/assert-never";
import { failure, providerFailure, refusal } from "../failure";
import type { UpstreamFailure } from "../port";
import type { RoundTripEnding } from "./round-trip";

/** What an answer without a terminal event, or none at all, means for its response. */
export function endingFailure(ending: RoundTripEnding): UpstreamFailure {
  switch (ending.type) {
    case "refused":
      return refused(ending);
    case "unreachable":
      return failure("unsent", `The provider cannot be reached: ${ending.message}.`);
    case "ended":
      return failure("lost", "The provider ended its answer before the response was complete.");
    case "broken":
      return failure("lost", `The connection to the provider broke: ${ending.message}.`);
    case "unreadable":
      return failure("server_error", ending.message);
    default:
      return assertNever(ending);
  }
}

function refused({ status, error }: Extract<RoundTripEnding, { type: "refused" }>): UpstreamFailure {
  if (status === 401 || status === 403 || (status >= 300 && status < 400)) return refusal(status, error);
  return providerFailure(error.message === "" ? { ...error, message: spoken(status) } : error);
}

const spoken = (status: number): string =>
  [404, 405, 501].includes(status)
    ? `There is no /responses at this URL (${status}). Check UPSTREAM_URL.`
    : `The provider refused the request (${status}) without a reason.`;
