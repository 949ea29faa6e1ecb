import type { Answer } from "../../../lib/protocol/question";
import { asksPerson, openCalls } from "../../../lib/session/calls";
import { openQuestion } from "../../../lib/session/questions";
import type { Choice, Perform } from "./actions";
import type { Cast } from "./cast";
import type { SimulatedPage } from "./page";

const ROUNDS: readonly string[][][] = [
  ...[[], [], [["look"]], [["change"]], [["look", "change"]], [["look"], ["change"]]],
  ...[[["ask_first"]], [["ask_first", "look"]], [["drop_all"], ["look"]], [["no_such_tool", "look"]]],
];

const roundsOf = (at: number): string[][] => ROUNDS[Math.floor(at * ROUNDS.length)] ?? [];

type Scene = { page: SimulatedPage; sessionId: string };

/** The owner's page and the session that a choice stands for. */
export function scene(cast: Cast, { a }: Choice): Scene | null {
  const page = cast.pick("owner", a);
  return page ? { page, sessionId: cast.session((a * 7) % 1) } : null;
}

const inScene =
  (act: (cast: Cast, scene: Scene, choice: Choice) => void): Perform =>
  (cast, choice) => {
    const found = scene(cast, choice);
    if (found) act(cast, found, choice);
  };

const say = inScene((cast, { page, sessionId }, { b }) => cast.say(page, sessionId, "send", roundsOf(b)));

/** Two tabs at the same moment. */
const bothSay: Perform = (cast, { b }) => {
  for (const page of cast.of("owner").slice(0, 2)) cast.say(page, cast.session(0), "send", roundsOf(b));
};

/** As `inScene`, where the page shows a session. */
const inSession = (act: (cast: Cast, scene: Scene, choice: Choice) => void): Perform =>
  inScene((cast, scene, choice) => {
    if ((scene.page.view(scene.sessionId)?.session.seq ?? 0) > 0) act(cast, scene, choice);
  });

const steer = inSession((cast, { page, sessionId }) => cast.say(page, sessionId, "steer", []));

const stop = inSession((_cast, { page, sessionId }) => page.page.verbs.stop(sessionId));

const changeQueue = inScene((cast, { page, sessionId }, { b }) => {
  const { verbs } = page.page;
  const queue = page.view(sessionId)?.session.queue ?? [];
  const [first, last] = [queue[0]?.queueId, queue.at(-1)?.queueId];
  if (first === undefined || last === undefined) return;
  if (b < 0.2) verbs.removeQueued(sessionId, first);
  else if (b < 0.4) verbs.editQueued(sessionId, last, cast.nextText([]));
  else if (b < 0.6) verbs.moveQueued(sessionId, last, first);
  else if (b < 0.8) verbs.sendQueuedNow(sessionId, first);
  else verbs.resumeQueue(sessionId);
});

const answer = inScene((_cast, scene, { b }) => answerFirst(scene, b));

/** The person's word on what waits for it. */
export function answerFirst({ page, sessionId }: Scene, at: number): void {
  const { verbs } = page.page;
  const session = page.view(sessionId)?.session;
  const call = session && openCalls(session).find(asksPerson);
  if (!call) return;
  const { callId } = call;
  const asked = openQuestion(call);
  if (asked) verbs.answerQuestion(sessionId, { callId, questionId: asked.questionId }, answerAt(at));
  else if (call.status === "awaiting_approval")
    verbs.resolveApproval(sessionId, call, at < 0.2 ? "deny" : at < 0.6 ? "once" : "session");
  else verbs.resolveOutcome(sessionId, callId, at < 0.4 ? "run_again" : at < 0.7 ? "happened" : "unknown");
}

const answerAt = (at: number): Answer =>
  at < 0.3 ? { status: "declined" } : { status: "answered", values: { go: at < 0.7 } };

const takeTools = inSession((_cast, { page, sessionId }) => page.page.verbs.takeTools(sessionId));

const rename = inSession((cast, { page, sessionId }) =>
  page.page.verbs.rename(sessionId, `title ${cast.world.mintId("t")}`),
);

const warm = inScene((_cast, { page, sessionId }) => page.page.warm(sessionId));

export const PEOPLE_ACTIONS = {
  say: { weight: 24, perform: say },
  both_say: { weight: 3, perform: bothSay },
  steer: { weight: 5, perform: steer },
  stop: { weight: 4, perform: stop },
  change_queue: { weight: 4, perform: changeQueue },
  answer: { weight: 10, perform: answer },
  take_tools: { weight: 3, perform: takeTools },
  rename: { weight: 1, perform: rename },
  warm: { weight: 1, perform: warm },
} as const;
