import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CallResult } from "./call-result";

const blob = { hash: "0".repeat(64), bytes: 65_537 };
const drawn = (output: string, part: object = {}) =>
  renderToStaticMarkup(<CallResult sessionId="session-000000001" outcome={{ ok: true, output, ...part }} />);

test("[BLOB-6] a large output is shown by its beginning and size, and can be asked for", () => {
  const html = drawn("the beginning", { blob });
  expect(html).toContain("the beginning…");
  expect(html).toContain("What the model was told: preview of 66 KB");
  expect(html).toMatch(/<button[^>]*aria-expanded="false"[^>]*>Show all<\/button>/);
});

test("an output that stands in its event is shown as it is, with nothing to ask for", () => {
  const html = drawn("all of it");
  expect(html).toContain("all of it");
  expect(html).not.toContain("Show all");
  expect(html).not.toContain("preview");
});

test("an error is shown as the model was told it", () => {
  const error = { code: "tool_failed", message: "no" };
  const html = renderToStaticMarkup(
    <CallResult sessionId="session-000000001" outcome={{ ok: false, error }} />,
  );
  expect(html).toContain("tool_failed");
});
