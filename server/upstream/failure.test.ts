import { expect, test } from "vitest";
import { parseErrorEvent } from "../../lib/responses/error";
import { failure, providerFailure, redact, redacted, retryAfter } from "./failure";

test("[C11] [U27] every spelling of an error reads as the same failure", () => {
  const inner = { code: "rate_limit_exceeded", message: "slow", param: "input" };
  const spellings = [
    [{ type: "error", status: 429, error: { type: "requests", ...inner } }, 429],
    [{ type: "error", status_code: 429, error: inner }, 429],
    [{ type: "error", ...inner }, null],
  ] as const;
  for (const [spelling, status] of spellings) {
    expect(providerFailure(parseErrorEvent(spelling))).toEqual(
      failure("rate_limited", "slow", { providerCode: inner.code, param: "input", status }),
    );
  }
});

test("statuses and codes decide the failure", () => {
  const codes = [
    [{ status: 401 }, "unauthorized"],
    [{ status: 403 }, "unauthorized"],
    [{ status: 400, error: { code: "context_length_exceeded" } }, "rejected"],
    [{ status: 529, error: { code: "busy" } }, "server_error"],
    [{ error: { code: "insufficient_quota" } }, "rate_limited"],
    [{ error: { code: "invalid_prompt" } }, "rejected"],
    [{ error: { message: "no idea" } }, "server_error"],
  ] as const;
  for (const [event, code] of codes) expect(providerFailure(parseErrorEvent(event)).code).toBe(code);
});

test("[C46] waits are read from headers in seconds, milliseconds or as a date, else from the text", () => {
  expect(retryAfter({ "retry-after": "2" })).toBe(2000);
  expect(retryAfter({ "retry-after-ms": "150", "retry-after": "2" })).toBe(150);
  expect(retryAfter({ "retry-after": "Thu, 01 Jan 1970 00:00:10 GMT" }, 4000)).toBe(6000);
  expect(retryAfter({ "retry-after": "soon" })).toBeNull();
});

test.each([
  ["6m0s", 360_000],
  ["1m12s", 72_000],
  ["1m12.5s", 72_500],
  ["1h2m3s", 3_723_000],
  ["1.3s", 1_300],
  ["120ms", 120],
  ["250 ms", 250],
  ["20s", 20_000],
  ["20 seconds", 20_000],
  ["1 second", 1_000],
  ["2 minutes", 120_000],
  ["1 minute and 5 seconds", 65_000],
  ["2 hours", 7_200_000],
  ["120 milliseconds", 120],
  ["a moment", null],
  ["12 parsecs", null],
])('[C46] the wait in the text "Please try again in %s." is %j ms', (wait, ms) => {
  const said = parseErrorEvent({ status: 429, error: { message: `Please try again in ${wait}.` } });
  expect(providerFailure(said).retryAfterMs).toBe(ms);
});

test("[C1] keys, bearer tokens and key-shaped words are taken out of messages and codes", () => {
  expect(redact("key abc123 is bad", "abc123")).toBe("key [redacted] is bad");
  expect(redact("sent Authorization: Bearer tok.en-1234567890, sorry", null)).toBe(
    "sent Authorization: Bearer [redacted], sorry",
  );
  expect(redact("Incorrect key sk-proj-ab***********yz.", null)).not.toContain("proj");
  expect(redacted(failure("rejected", "m", { providerCode: "bad_abc123" }), "abc123").providerCode).toBe(
    "bad_[redacted]",
  );
});

test("a message is cut to a length that can be shown, in time linear in it", () => {
  expect(redact("bearer ".repeat(500_000), "k")).toHaveLength(1000);
});
