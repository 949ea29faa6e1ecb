import type { ActionName } from "./actions";
import type { Plan } from "./plan";

type Step = readonly [name: ActionName, gapMs: number, a: number, b: number];
type Found = {
  name: string;
  seed: number;
  nodes: number;
  sessions: number;
  tailMs?: number;
  steps: readonly Step[];
};

const planOf = ({ steps, tailMs = 0, ...rest }: Found): Plan => ({
  ...rest,
  tailMs,
  actions: steps.map(([name, gapMs, a, b]) => ({ name, gapMs, a, b })),
});

/** Schedules that have found a bug each, cut down to what it took. */
export const FOUND: readonly Plan[] = [
  {
    name: "the owner takes its session back and detaches pages that are there",
    ...{ seed: 274, nodes: 1, sessions: 2 },
    steps: [
      ["say", 10182, 0.3579200925305486, 0.39761284249834716],
      ["stop", 180, 0.8940155792515725, 0.1952058430761099],
      ["lose_answer", 0, 0.6336011041421443, 0.9714307030662894],
      ["stop", 9852, 0.6782472457271069, 0.5925758979283273],
    ] satisfies Step[],
  },
  {
    name: "tools that a page offers while its session fails are offered again",
    ...{ seed: 2450, nodes: 1, sessions: 1, tailMs: 2_805 },
    steps: [
      ["say", 0, 0, 0.9128892128355801],
      ["both_say", 38, 0.35244394442997873, 0.9194520330056548],
      ["jump", 152, 0.637359173502773, 0.16648975340649486],
      ["say", 4, 0.9826046244706959, 0.2522609585430473],
      ["say", 0, 0.4465318436268717, 0.5201847597490996],
      ["cut", 189, 0.8237285763025284, 0.14716382091864944],
      ["change_queue", 166, 0.7639244378078729, 0.42604936845600605],
      ["say", 165, 0.3970405198633671, 0.9202730590477586],
      ["both_say", 218, 0.9381543272174895, 0.3608157348353416],
      ["take_tools", 0, 0.09974516509100795, 0.8875128384679556],
      ["open_tab", 160, 0.5991826632525772, 0.0794308464974165],
      ["say", 186, 0.7726660396438092, 0.2648818597663194],
      ["cut", 209, 0.7983650737442076, 0.8666391021106392],
      ["jump", 110, 0.6201135143637657, 0.028791604563593864],
      ["crash", 79, 0.5768930884078145, 0.48399883625097573],
      ["store_down", 11433, 0.39411962241865695, 0.6527262050658464],
      ["pause", 105, 0.1054679078515619, 0.17298093903809786],
      ["store_down", 30, 0.8818496868479997, 0.05325569165870547],
      ["lose_answer", 229, 0.5351606390904635, 0.7657347419299185],
      ["open_tab", 56, 0.03392679151147604, 0.22944439225830138],
      ["pause", 0, 0.5990797528065741, 0.6875878523569554],
    ] satisfies Step[],
  },
  {
    name: "a page that still waits to create a session follows it where the server has it already",
    ...{ seed: 1609, nodes: 2, sessions: 2 },
    steps: [
      ["say", 0, 0, 0.027973894961178303],
      ["hold", 59, 0.8691130401566625, 0.4490917625371367],
      ["say", 242, 0.6182775581255555, 0.6774860157165676],
      ["say", 176, 0.9406815846450627, 0.24291481031104922],
      ["say", 129, 0.9223477055784315, 0.1477075507864356],
      ["open_tab", 25, 0.6462084979284555, 0.3085763077251613],
      ["future_cursor", 62, 0.04291680455207825, 0.6618377985432744],
      ["repeat", 0, 0.47285871068015695, 0.8615125212818384],
      ["both_say", 207, 0.9083289934787899, 0.3509739872533828],
      ["both_say", 184, 0.9855991802178323, 0.34239248954690993],
      ["say", 213, 0.6316102945711464, 0.6416446475777775],
      ["reload", 0, 0.5389126446098089, 0.08372447197325528],
      ["future_cursor", 28, 0.4729687860235572, 0.47248374740593135],
    ] satisfies Step[],
  },
].map(planOf);
