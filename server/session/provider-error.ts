import type { ErrorBody } from "../../lib/protocol/error";
import type { UpstreamFailure } from "../upstream/port";

/** What a person and a program get of a failure upstream: in the provider's own words, where it has some. */
export function providerError(failure: UpstreamFailure, at: number): ErrorBody {
  const { code, providerCode, message, param, status, retryAfterMs } = failure;
  return {
    code: providerCode ?? code,
    message,
    ...(param === null ? {} : { param }),
    ...(status === null ? {} : { status }),
    ...(retryAfterMs === null ? {} : { retryAt: at + retryAfterMs }),
  };
}
