import { script } from "../test-tools";

const WORDS = "the tide comes in and goes out again while nobody keeps count of it ";
const TEXT = WORDS.repeat(4);

/** What the load asks for: text that streams, a call with effects, and calls of both kinds at once. */
const STORIES = [
  { said: TEXT, turns: [[{ say: TEXT, chunk: 6, every: 3 }]] },
  { said: "Let me.Done.", turns: [[{ say: "Let me." }, call("change")], [{ say: "Done." }]] },
  { said: "Two.Both.", turns: [[{ say: "Two." }, call("look"), call("change")], [{ say: "Both." }]] },
];

function call(name: string) {
  return { call: { name, arguments: { n: 1 } } };
}

export type Story = { text: string; said: string };

export function storyAt(index: number): Story {
  const { said, turns } = STORIES[index % STORIES.length] ?? { said: "", turns: [] };
  return { text: script(turns), said };
}

const SAID = new Map(STORIES.map((_, index) => storyAt(index)).map(({ text, said }) => [text, said]));

/** All that a completed turn with this message must have said. */
export const saidFor = (text: string): string | undefined => SAID.get(text);
