import { seeded } from '@rookery/shared-platform-processes';
import type { Scenario } from './scenario.ts';
import { Stage } from './stage/stage.ts';

export interface Played {
  /** What did not hold; empty when all did. */
  readonly wrong: readonly string[];
  readonly seconds: number;
  readonly disturbances: number;
}

/** Plays a scenario on a stage of its own. */
export async function playScenario(
  scenario: Scenario,
  seed: number,
  times: number,
  say: (text: string) => void,
): Promise<Played> {
  const random = seeded(seed);
  const began = performance.now();
  const stage = await Stage.set({ random, ...scenario.stage });
  const wrong: string[] = [];
  let { disturbances } = stage;
  try {
    wrong.push(...(await scenario.play({ stage, random, times, say })));
    ({ disturbances } = stage);
  } catch (caught) {
    wrong.push(`${String(caught)}\n${stage.output.slice(-4000)}`);
  }
  wrong.push(...(await stage.strike()));
  return { wrong, seconds: (performance.now() - began) / 1000, disturbances };
}
