import type { FunctionTool, Item } from "../../../../lib/responses/item";
import { startChatServer, type ChatStep } from "../../testing/chat-server";
import type { ChatDialect } from "../../testing/chat-writer";
import { backendContract } from "../backend.contract";
import { createChatCompletionsBackend } from "./chat-completions";

const LONG = "The quick brown fox jumps over the lazy dog — ünïcödé 😀 and all, again and again. ".repeat(3);

const tool = (name: string): FunctionTool => ({ type: "function", name, parameters: {} });

const calls = [
  { name: "read", arguments: '{"path":"ä.txt","deep":{"n":1}}' },
  { name: "list", arguments: "{}" },
  { name: "read", arguments: '{"path":"b.txt"}' },
];

const WANTED: Record<string, readonly ChatStep[]> = {
  talk: [{ think: "well" }, { say: LONG }],
  call: [{ think: "well" }, { say: "I look." }, { calls }],
  fail: [{ say: "so far" }, { error: { message: "out of memory", code: "oom" } }],
};

const one = (text: string): readonly Item[] => [{ role: "user", content: text }];

const DIALECTS: readonly ChatDialect[] = ["openai", "ollama", "llama.cpp", "vllm", "lmstudio", "gateway"];

for (const dialect of DIALECTS) {
  backendContract(`chat-completions, ${dialect}`, async () => {
    const server = await startChatServer({ answer: ({ said }) => WANTED[said] ?? [] });
    return {
      backend: createChatCompletionsBackend({ id: "remote", url: server.url, apiKey: () => null }),
      model: `${dialect}/m`,
      talk: "talk",
      calls: { ask: one("call"), tools: [tool("read"), tool("list")] },
      fails: "fail",
    };
  });
}
