import { script } from "../test-tools";

/** What a person says in one sitting, and all that the model says to it. */
export const DIALOGUE = [
  {
    text: script([
      [{ say: "Let me see." }, { call: { name: "change", arguments: {} } }],
      [{ say: "All done." }],
    ]),
    said: "Let me see.All done.",
  },
  { text: script([[{ say: "Nothing else." }]]), said: "Nothing else." },
] as const;
