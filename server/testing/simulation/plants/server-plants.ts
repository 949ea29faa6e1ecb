import type { Clock } from "../../../../lib/util/clock";
import type { Ring } from "../../../bus/port";
import type { CommandRequest } from "../../../host/directory";
import { bug } from "./plant-of";

const without =
  (isLost: (ms: number) => boolean) =>
  (clock: Clock): Clock => ({
    ...clock,
    after: (ms, run) => (isLost(ms) ? () => undefined : clock.after(ms, run)),
  });

/** The ring as it would look to whoever does not ask what came before it. */
function trusted({ frame, ...ring }: Ring, after: number): Ring {
  const moved = (text: string): string => text.replace(/"after":\d+/, `"after":${after}`);
  return { ...ring, after, frame: frame && { owner: moved(frame.owner), guest: moved(frame.guest) } };
}

const inOwnersForm = ({ frame, ...ring }: Ring): Ring => ({
  ...ring,
  frame: frame && { owner: frame.owner, guest: frame.owner },
});

const RETAKES = [1_000, 2_000, 4_000, 8_000];
const LOOK_MS = 10_000;
const RECHECK_MS = 30_000;
const LONG_MS = 86_400_000;

/** Bugs of owners and of what serves viewers. */
export const SERVER_PLANTS = [
  bug("every doorbell is trusted to follow the last one", () => ({
    bus: (bus) => ({
      ...bus,
      onRing: (sessionId, listener) => {
        let last: number | null = null;
        return bus.onRing(sessionId, (ring) => {
          const after = last ?? ring.after;
          last = ring.upTo;
          listener(after < ring.after ? trusted(ring, after) : ring);
        });
      },
    }),
  })),

  bug("a reader's doorbell carries the owner's form", () => ({
    bus: (bus) => ({
      ...bus,
      onRing: (sessionId, listener) => bus.onRing(sessionId, (ring) => listener(inOwnersForm(ring))),
    }),
  })),

  bug("nobody looks for what a lost doorbell did not tell", () => ({
    clock: without((ms) => ms === LOOK_MS),
  })),

  bug("access is not looked up again, and its bell is not heard", () => ({
    clock: without((ms) => ms === RECHECK_MS),
    bus: (bus) => ({ ...bus, onAccessChanged: () => () => undefined }),
  })),

  bug("a turn whose owner is lost is left alone", () => ({ clock: without((ms) => RETAKES.includes(ms)) })),

  bug("a call that no page takes is never given up", () => ({
    rules: (rules) => ({ ...rules, limits: { ...rules.limits, noBrowserMs: LONG_MS, callGraceMs: LONG_MS } }),
  })),

  bug("a page that went away is never missed", () => ({
    rules: (rules) => ({
      ...rules,
      limits: { ...rules.limits, executorGraceMs: LONG_MS, callGraceMs: LONG_MS },
    }),
  })),

  bug("a command is not known again when it is repeated", () => {
    let times = 0;
    const renamed = (request: CommandRequest): CommandRequest => ({
      ...request,
      commandId: `${request.commandId}-${(times += 1)}`,
    });
    return {
      directory: (directory) => ({
        ...directory,
        dispatch: (request) => directory.dispatch(renamed(request)),
      }),
    };
  }),

  bug("a command is taken and forgotten now and then", () => {
    let times = 0;
    return {
      directory: (directory) => ({
        ...directory,
        dispatch: (request) => ((times += 1) % 4 === 0 ? Promise.resolve(null) : directory.dispatch(request)),
      }),
    };
  }),

  bug("any page's outcome is taken for that of the page which has the call", () => ({
    directory: (directory, store) => ({
      ...directory,
      dispatch: async (request) => {
        const { command, sessionId } = request;
        if (command.type !== "submit_tool_output") return directory.dispatch(request);
        const { rows } = await store.events.read(sessionId, { after: 0, limit: 100_000 });
        const held = rows.findLast(
          ({ body }) =>
            /^{"type":"tool_call.(assigned|started)"/.test(body) && body.includes(`"${command.callId}"`),
        );
        const { executorId, claimId = command.claimId } = JSON.parse(held?.body ?? "{}") as Partial<
          typeof command
        >;
        const stolen = { ...command, executorId: executorId ?? command.executorId, claimId };
        return directory.dispatch({ ...request, command: stolen });
      },
    }),
  })),

  bug("a viewer is sent every eighth frame without its last event", () => {
    let times = 0;
    const shortened = (text: string): string =>
      text.startsWith('{"type":"events"') && (times += 1) % 8 === 0
        ? JSON.stringify({
            ...(JSON.parse(text) as { events: unknown[] }),
            events: (JSON.parse(text) as { events: unknown[] }).events.slice(0, -1),
          })
        : text;
    return { frame: shortened };
  }),

  bug("resets are not told", () => ({ frame: (text) => (text.startsWith('{"type":"reset"') ? null : text) })),

  bug("refusals are not told", () => ({
    frame: (text) => (text.startsWith('{"type":"rejected"') ? null : text),
  })),
];
