import type { Clock } from "../../../lib/util/clock";
import { createMemoryBus } from "../../bus/memory";
import type { Bus } from "../../bus/port";
import type { Dice } from "./dice";
import type { Life } from "./life";

/** How doorbells fare, each as a part of all of them. */
export type BusWeather = { lost: number; doubled: number; slowestMs: number };

export const FAIR_BUS: BusWeather = { lost: 0, doubled: 0, slowestMs: 3 };

type Member = { life: Life; own: Bus };

/** The doorbells of all nodes. A node hears its own at once, the others' later, in any order, twice or not at all. */
export class Doorbells {
  readonly #members = new Set<Member>();

  constructor(private readonly options: { clock: Clock; dice: Dice; weather: BusWeather }) {}

  join(life: Life): Bus {
    const member = { life, own: createMemoryBus() };
    this.#members.add(member);
    life.onDeath(() => this.#members.delete(member));
    const tell = (ring: (bus: Bus) => void): void => this.#tell(member, ring);
    return {
      ...member.own,
      ring: (ring) => tell((bus) => bus.ring(ring)),
      accessChanged: (sessionId) => tell((bus) => bus.accessChanged(sessionId)),
      listChanged: (principal) => tell((bus) => bus.listChanged(principal)),
    };
  }

  #tell(from: Member, ring: (bus: Bus) => void): void {
    const { weather, dice, clock } = this.options;
    for (const { life, own } of this.#members) {
      const hear = (): void => life.pass(() => ring(own));
      if (dice.chance(weather.lost)) continue;
      if (life === from.life) hear();
      else clock.after(dice.below(weather.slowestMs + 1), hear);
      if (dice.chance(weather.doubled)) clock.after(dice.below(50), hear);
    }
  }
}
