import { openTarget, type Figures, type TargetOptions } from "./target";

export type ChildMessage =
  { type: "ready"; origin: string; port: number } | { type: "figures"; figures: Figures };
export type ParentMessage = { type: "figures"; collect: boolean };

const [options = "{}"] = process.argv.slice(2);
const target = await openTarget(JSON.parse(options) as TargetOptions);
const tell = (message: ChildMessage): void => void process.send?.(message);

process.on("message", (message: ParentMessage) => {
  void target.figures(message.collect).then((figures) => tell({ type: "figures", figures }));
});
process.once("disconnect", () => void target.stop().finally(() => process.exit(0)));
tell({ type: "ready", origin: target.origin, port: target.port });
