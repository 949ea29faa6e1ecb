import { Script } from "node:vm";
import { expect, test } from "vitest";
import { FRAME_DOCUMENT, FRAME_SCRIPT } from "./frame-document";
import { WORKER_SCRIPT } from "./worker-script";

test.each([
  ["frame", FRAME_SCRIPT],
  ["worker", WORKER_SCRIPT],
])("the script of the %s is JavaScript", (_name, text) => {
  expect(() => new Script(text)).not.toThrow();
});

test("the document holds one script, and nothing in it ends that early", () => {
  expect(FRAME_DOCUMENT.match(/<\/?script/g)).toEqual(["<script", "</script"]);
  expect(FRAME_DOCUMENT).toContain(`<script>${FRAME_SCRIPT}</script>`);
});

type Listener = (event: { source: unknown; origin: string; ports: unknown[] }) => void;

/** The frame's script in a realm of ours; answers what it posts on a port that a message brings. */
function connect(message: { isParent: boolean; origin: string; ports?: number }): unknown[] {
  const posted: unknown[] = [];
  let listener: Listener = () => undefined;
  const parent = {};
  new Script(FRAME_SCRIPT).runInNewContext({
    ...{ parent, location: { origin: "http://longwire.test" } },
    ...{
      addEventListener: (_type: string, given: Listener) => (listener = given),
      removeEventListener: () => undefined,
    },
  });
  const ports = Array.from({ length: message.ports ?? 1 }, () => ({
    postMessage: (data: unknown) => posted.push(data),
  }));
  listener({ source: message.isParent ? parent : {}, origin: message.origin, ports });
  return posted;
}

test("[S40] the frame takes its port from the page that embeds it and from nobody else", () => {
  const origin = "http://longwire.test";
  expect(connect({ isParent: true, origin })).toEqual(['{"type":"ready"}']);
  expect(connect({ isParent: false, origin })).toEqual([]);
  expect(connect({ isParent: true, origin: "http://evil.example" })).toEqual([]);
  expect(connect({ isParent: true, origin: "null" })).toEqual([]);
  expect(connect({ isParent: true, origin, ports: 0 })).toEqual([]);
});
