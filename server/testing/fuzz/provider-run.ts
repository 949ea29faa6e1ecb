import { TestPage } from "../page";
import type { Target } from "../target/target";
import type { HostileProvider } from "./provider";

const TURNS_OF_A_SESSION = 8;

/** Turns against a hostile provider until it has sent so many frames; every turn ends. Resolves with their number. */
export async function askHostile(target: Target, provider: HostileProvider, frames: number): Promise<number> {
  const until = provider.sent() + frames;
  let turns = 0;
  while (provider.sent() < until) {
    const page = await TestPage.open(target.origin);
    await page.create("echo");
    for (let said = 0; said < TURNS_OF_A_SESSION && provider.sent() < until; said += 1, turns += 1) {
      page.say(`question ${said}`);
      await page.finished(said + 1);
    }
    await page.close();
  }
  return turns;
}
