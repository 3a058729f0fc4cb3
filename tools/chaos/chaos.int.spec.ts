import { expect, it } from '@jest/globals';
import { PATIENCE_MS } from '@rookery/shared-platform-processes';
import { nothingIsAskedAgain, resultsAreExact } from './invariants/results.ts';
import { playScenario } from './play.ts';
import type { Play, Scenario } from './scenario.ts';
import { disturbedRun } from './scenarios/disturbed-run.ts';
import { killRun } from './scenarios/kill-run.ts';
import { BenchmarkRun } from './work/benchmark-run.ts';

/** What the invariants say of a run whose records were tampered with. */
async function tamperedWith({ stage }: Play): Promise<string[]> {
  const run = await BenchmarkRun.begin(stage.client(), 1);
  await stage.postgres.say(
    `DELETE FROM benchmark.outcome WHERE run_id = '${run.id}' AND sample = 3`,
    `UPDATE benchmark.outcome SET created_at = created_at - interval '1 hour' WHERE run_id = '${run.id}'`,
  );
  return [...(await resultsAreExact(stage, run)), ...(await nothingIsAskedAgain(stage, run))];
}

it(
  'a run whose services are killed has each result once, and a result that is missing is noticed',
  async () => {
    const found: string[] = [];
    const scenario: Scenario = {
      ...killRun,
      play: async (play) => {
        const held = await disturbedRun(play, {
          repetitions: 1,
          disturb: ({ stage }) => stage.kill('benchmark'),
        });
        found.push(...(await tamperedWith(play)));
        return held;
      },
    };
    const { wrong, disturbances } = await playScenario(scenario, 7, 2, () => undefined);
    expect({ wrong, disturbances }).toEqual({ wrong: [], disturbances: 2 });
    expect(found).toContain('209 results are stored, of 210 samples');
    expect(found).toContainEqual(expect.stringMatching(/^after its last result was stored, \d+ questions/));
  },
  2 * PATIENCE_MS,
);
