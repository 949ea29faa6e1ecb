import type { Dice } from "./dice";
import type { Answer, Frame } from "./model";
import { ended } from "./model";

/** What can go wrong with one response. */
export const MODEL_FAULTS = [
  ...(["drop", "doubled", "swapped", "garbage", "late", "stall", "unreachable"] as const),
  ...(["not_found", "overloaded", "failed", "incomplete", "no_deltas"] as const),
] as const;
export type ModelFault = (typeof MODEL_FAULTS)[number];

/**
 * The frames of an answer as they leave; `cut`: the line breaks behind them; `stall`: nothing follows. `late` ones
 * are sent again once it has ended.
 */
export type Delivery = {
  frames: readonly string[];
  late: readonly string[];
  end: "whole" | "cut" | "stall";
};

/** Nothing false stands before the first frame: an end there is as good as that of one who announces no response. */
export function deliveryOf(answer: Answer, fault: ModelFault | null, dice: Dice): Delivery {
  const { frames, id, output } = answer;
  const whole = (list: readonly (Frame | string)[], late: readonly Frame[] = []): Delivery => {
    const until = list.indexOf(list.at(-1) ?? "") + 1;
    const [sent, again] = [list.slice(0, until), [...list.slice(until), ...late]];
    return { frames: sent.map(textOf), late: again.map(textOf), end: "whole" };
  };
  const part = (end: "cut" | "stall"): Delivery => ({
    ...{ frames: frames.slice(0, dice.below(frames.length)).map(textOf), late: [], end },
  });
  switch (fault) {
    case "drop":
      return part("cut");
    case "stall":
      return part("stall");
    case "doubled":
      return whole(frames.flatMap((frame) => (dice.chance(0.4) ? [frame, frame] : [frame])));
    case "swapped":
      return whole(swapped(frames, dice));
    case "garbage":
      return whole(
        frames.flatMap((frame, at) => (at > 0 && dice.chance(0.4) ? [garbage(dice), frame] : [frame])),
      );
    case "late":
      return whole(frames, frames.slice(1, 1 + dice.below(frames.length)));
    case "failed":
      return whole([frames[0] ?? {}, ended(id, "failed", [], { error: { code: "bad", message: "no" } })]);
    case "incomplete":
      return whole(incomplete(answer));
    case "no_deltas":
      return whole(frames.filter(({ type }) => !String(type).endsWith(".delta")).map(unnumbered));
    default:
      return whole([...frames.slice(0, -1), frames.at(-1) ?? ended(id, "completed", output)]);
  }
}

const textOf = (frame: Frame | string): string => (typeof frame === "string" ? frame : JSON.stringify(frame));

function unnumbered({ sequence_number: _number, ...frame }: Frame): Frame {
  return frame;
}

/** Neighbours change places, but for the first. */
function swapped(frames: readonly Frame[], dice: Dice): Frame[] {
  const list = [...frames];
  for (let at = 1; at < list.length - 2; at += 2) {
    const [left, right] = [list[at], list[at + 1]];
    if (left && right && dice.chance(0.5)) [list[at], list[at + 1]] = [right, left];
  }
  return list;
}

/** A limit is met behind the first item. */
function incomplete({ id, frames, output }: Answer): Frame[] {
  const until = frames.findIndex(({ type }) => type === "response.output_item.done") + 1;
  const details = { incomplete_details: { reason: "max_output_tokens" } };
  return [...frames.slice(0, until), ended(id, "incomplete", output.slice(0, 1), details)];
}

function garbage(dice: Dice): string {
  return dice.pick([
    "no json",
    "[]",
    '{"type":7}',
    '{"type":"response.unheard_of","output_index":0}',
    '{"type":"response.output_text.delta","output_index":40,"item_id":"msg_x","delta":"<x:0/1>"}',
    '{"type":"response.output_text.delta","output_index":0,"item_id":"msg_of_another","delta":"<x:0/1>"}',
    '{"type":"response.completed","response":{"id":"resp_of_another","status":"completed","output":[]}}',
    '{"type":"response.output_item.done","output_index":"one","item":null}',
  ]);
}
