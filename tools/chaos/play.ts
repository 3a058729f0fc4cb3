import { seeded } from '@rookery/shared-platform-processes';
import type { Terms, Held, Scenario, StagedScenario } from './scenario.ts';
import { Stage } from './stage/stage.ts';

export interface Played extends Held {
  readonly seconds: number;
}

/** Plays a scenario, on a stage of its own where it wants one. */
export async function playScenario(
  scenario: Scenario,
  seed: number,
  { times, say, from, keys }: Omit<Terms, 'random' | 'answers'>,
): Promise<Played> {
  const began = performance.now();
  const asked = { random: seeded(seed), answers: seeded(seed + 1), times, say, from, keys };
  const held = 'play' in scenario ? await onStage(scenario, asked) : await scenario.perform(asked);
  return { ...held, seconds: (performance.now() - began) / 1000 };
}

async function onStage(scenario: StagedScenario, asked: Terms): Promise<Held> {
  const stage = await Stage.set({ random: asked.answers, ...scenario.stage });
  const wrong: string[] = [];
  let { disturbances } = stage;
  try {
    wrong.push(...(await scenario.play({ stage, ...asked })));
    ({ disturbances } = stage);
  } catch (caught) {
    wrong.push(`${String(caught)}\n${stage.output.slice(-4000)}`);
  }
  wrong.push(...(await stage.strike()));
  return { wrong, disturbances };
}
