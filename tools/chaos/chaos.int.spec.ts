import { expect, it } from '@jest/globals';
import { PATIENCE_MS, seeded } from '@rookery/shared-platform-processes';
import pg from 'pg';
import {
  moneyIsRight,
  nothingIsAskedAfterwards,
  nothingIsAskedAgain,
  nothingIsLeftOver,
  resultsAreExact,
} from './invariants/results.ts';
import { playScenario } from './play.ts';
import type { Play, StagedScenario } from './scenario.ts';
import { disturbedRun } from './scenarios/disturbed-run.ts';
import { killRun } from './scenarios/kill-run.ts';
import { BenchmarkRun } from './work/benchmark-run.ts';

const SEED = 7;

/** What the invariants say of a run whose records were tampered with, one record of each kind. */
async function tamperedWith({ stage }: Play): Promise<string[]> {
  const run = await BenchmarkRun.begin(stage.client(), 1);
  await stage.postgres.say(
    `DELETE FROM benchmark.outcome WHERE run_id = '${run.id}' AND sample = 3`,
    `UPDATE benchmark.outcome SET created_at = created_at - interval '1 hour' WHERE run_id = '${run.id}'`,
    `UPDATE benchmark.run SET calls = 1000000 WHERE id = '${run.id}'`,
    `UPDATE inference.model_call SET requests = 0 WHERE job = '${run.name}'`,
    `UPDATE benchmark.run_chunk SET done = false WHERE run_id = '${run.id}' AND chunk = 0`,
  );
  const forgetful = new pg.Client({ connectionString: stage.postgres.connectionString() });
  await forgetful.connect();
  try {
    await forgetful.query('BEGIN');
    await forgetful.query("SELECT 'forgotten'");
    return [
      ...(await resultsAreExact(stage, run)),
      ...nothingIsAskedAgain(stage),
      ...(await nothingIsAskedAfterwards(stage, run)),
      ...(await moneyIsRight(stage, run)),
      ...(await nothingIsLeftOver(stage, run, 0)),
    ];
  } finally {
    await forgetful.end();
  }
}

it(
  'a run whose services are killed has each result once, and a result that is missing is noticed',
  async () => {
    const found: string[] = [];
    let next: number | undefined;
    const scenario: StagedScenario = {
      ...killRun,
      play: async (play) => {
        const held = await disturbedRun(play, {
          repetitions: 1,
          disturb: ({ stage }) => stage.kill('benchmark'),
        });
        found.push(...(await tamperedWith(play)));
        next = play.random();
        return held;
      },
    };
    const { wrong, disturbances } = await playScenario(scenario, SEED, { times: 2, say: () => undefined });
    expect({ wrong, disturbances }).toEqual({ wrong: [], disturbances: 2 });
    // The moments of two disturbances were drawn, and nothing that comes in another order each time.
    const [drawn] = [0, 1, 2].map(seeded(SEED)).slice(2);
    expect(next).toBe(drawn);
    expect(found).toContain('209 results are stored, of 210 samples');
    expect(found).toContainEqual(expect.stringMatching(/^the run: 1000000 calls, the server saw \d+$/));
    // Workers write their records once a second, so a few may have come after the tampering.
    expect(found).toContainEqual(expect.stringMatching(/^records of workers: \d+ calls of \d+;/));
    expect(found).toContain('1 chunks of an ended run are open');
    expect(found).toContain("a transaction was left open: SELECT 'forgotten'");
    expect(found).toContainEqual(expect.stringMatching(/^after its last result was stored, \d+ questions/));
  },
  2 * PATIENCE_MS,
);
