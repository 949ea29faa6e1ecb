import { expect, test } from "vitest";
import { commandSchema } from "../../lib/protocol/command";
import type { CommandType } from "../../lib/protocol/command";
import { isAllowed } from "./access";

const COMMANDS: CommandType[] = commandSchema.def.options.map(
  (option) => option.def.shape.type.def.values[0] as CommandType,
);

test("[S6] an owner may do everything, a viewer may only read, nobody else may do anything", () => {
  expect(COMMANDS).toContain("send_message");
  for (const command of COMMANDS) {
    expect([command, isAllowed("owner", command)]).toEqual([command, true]);
    expect([command, isAllowed("viewer", command)]).toEqual([command, false]);
    expect([command, isAllowed(null, command)]).toEqual([command, false]);
  }
  expect(isAllowed("viewer", "read")).toBe(true);
  expect(isAllowed(null, "read")).toBe(false);
});
