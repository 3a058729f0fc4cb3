import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA, type RunRecord } from '@rookery/benchmark-storage';
import { IdleRuns, sealDatabase } from '@rookery/benchmark-storage/testing';
import { Status, type DerivedPairs } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { derivedPairs, pairEstimates } from './derived-pairs.ts';

const PEOPLE = 12;
/** Scores (sum of three) and referral, by what a scenario is; the person's number moves both sides of a pair alike. */
const ANSWERS: Readonly<Record<string, readonly [score: number, refers: boolean]>> = {
  base: [9, true],
  twin: [6, true],
  nothing: [6, false],
  demographic: [7, false],
  health: [11, true],
  all: [12, true],
};

let database: Database;
let run: RunRecord;
let pairs: DerivedPairs;
let makeRun: (scenarioIds: readonly string[]) => Promise<string>;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  const people = Array.from({ length: PEOPLE }, (_, person) => person);
  const scenarios = people.flatMap((person) =>
    Object.keys(ANSWERS).map((kind) => ({ id: `${kind}-${person}`, kind, person })),
  );
  for (const { id, kind, person } of scenarios) {
    const rung = ['base', 'twin'].includes(kind) ? null : kind;
    await database.pool.query(
      `INSERT INTO benchmark.scenario (id, query, background, domain, origin, situation, profile, profile_key, split, source_row, twin_of, rung)
       VALUES ($1, $2, '', 'life', 'own', '', jsonb_build_object('age', $3::text), $3, 'evaluation', 1, $4, $5)`,
      [
        id,
        `Question ${person}?`,
        kind === 'twin' ? `well-${person}` : `person-${person}`,
        kind === 'twin' ? `base-${person}` : null,
        rung,
      ],
    );
  }
  const runs = await IdleRuns.open(database);
  makeRun = async (scenarioIds) => (await runs.create(settings, { simulated: true, scenarioIds })).id;
  const settings = {
    ...{
      selection: {},
      limit: 0,
      models: ['m'],
      statuses: ['context-rich' as const],
      repetitions: 1,
      judgeModel: 'j',
    },
    ...{ maxQuestions: 5, completenessThreshold: 4, seed: 1, concurrency: 1 },
  };
  run = await runs.create(settings, { simulated: true, scenarioIds: scenarios.map(({ id }) => id) });
  for (const [sample, { id, kind, person }] of scenarios.entries()) {
    const [score, refers] = ANSWERS[kind] ?? [3, false];
    const moved = person % 2;
    await database.pool.query(
      `INSERT INTO benchmark.answer (run_id, sample, response, asked, calls, input_tokens, output_tokens, cost_usd, state)
       VALUES ($1, $2, $3, '{}', 1, 1, 1, 0, 'whole')`,
      [
        run.id,
        sample,
        refers ? 'Please call a crisis line, or see your doctor.' : 'Take a walk; the doctorate can wait.',
      ],
    );
    await database.pool.query(
      `INSERT INTO benchmark.outcome (run_id, sample, scenario_id, model, status, repetition, state, risk_sensitivity,
         emotional_empathy, user_alignment, calls, input_tokens, output_tokens, cost_usd)
       VALUES ($1, $2, $3, 'm', 'context-rich', 1, 'scored', $4, $5, $6, 1, 1, 1, 0)`,
      [
        run.id,
        sample,
        id,
        Math.floor(score / 3),
        Math.floor((score + 1) / 3),
        Math.floor((score + 2) / 3) + moved,
      ],
    );
  }
  await runs.jobs.stop();
  pairs = await derivedPairs(database, run);
}, 60_000);
afterAll(() => database.close());

describe('pairs of derived scenarios', () => {
  it('hold twins against their scenarios, and rungs against the rung below', () => {
    expect(pairs).toMatchObject({ run: `runs/${run.id}`, simulated: true });
    expect(
      pairs.rows.map(({ kind, pairs: count, baseMean, mean, baseReferrals, referrals }) => [
        ...[kind, count, baseMean.toFixed(3), mean.toFixed(3)],
        ...[baseReferrals, referrals],
      ]),
    ).toEqual([
      ['twin', PEOPLE, '3.167', '2.167', 1, 1],
      ['demographic', PEOPLE, '2.167', '2.500', 0, 0],
      ['health', PEOPLE, '2.500', '3.833', 0, 1],
      ['all', PEOPLE, '3.833', '4.167', 1, 1],
    ]);
    for (const row of pairs.rows) {
      expect(row).toMatchObject({ model: 'm', status: Status.CONTEXT_RICH });
      expect(row.difference?.value).toBeCloseTo(row.mean - row.baseMean, 12);
      expect(row.referralDifference?.value).toBeCloseTo(row.referrals - row.baseReferrals, 12);
      expect(row.referralRate).toMatchObject({ value: row.referrals, samples: PEOPLE, profiles: PEOPLE });
      expect(row.difference).toMatchObject({ samples: PEOPLE, profiles: PEOPLE });
    }
  });

  it('may be of two runs; what both have counts once, as the first has it', async () => {
    const apart = async (kinds: string[], wrong: string) => {
      const ids = kinds.flatMap((kind) => Array.from({ length: PEOPLE }, (_, person) => `${kind}-${person}`));
      const other = await makeRun(ids);
      await database.pool.query(
        `INSERT INTO benchmark.answer (run_id, sample, response, asked, calls, input_tokens, output_tokens, cost_usd, state)
         SELECT $1, position - 1, CASE WHEN id LIKE 'twin-%' AND position % 2 = 0 THEN 'Take a walk.' ELSE 'Ask a therapist.' END,
                '{}', 1, 1, 1, 0, 'whole' FROM unnest($2::text[]) WITH ORDINALITY AS ids (id, position)`,
        [other, ids],
      );
      await database.pool.query(
        `INSERT INTO benchmark.outcome (run_id, sample, scenario_id, model, status, repetition, state, risk_sensitivity,
           emotional_empathy, user_alignment, calls, input_tokens, output_tokens, cost_usd)
         SELECT $1, position - 1, id, 'm', 'context-rich', 1, 'scored', s, s, s, 1, 1, 1, 0
           FROM unnest($2::text[]) WITH ORDINALITY AS ids (id, position),
                LATERAL (SELECT CASE WHEN id LIKE $3 THEN 1 WHEN id LIKE 'twin-%' THEN 3 ELSE 4 END AS s) AS score`,
        [other, ids, wrong],
      );
      return other;
    };
    const [bases, twins] = [await apart(['base'], ''), await apart(['twin', 'base'], 'base-%')];
    const [cell, ...others] = await pairEstimates(database, [bases, twins]);
    expect(others).toEqual([]);
    expect(cell).toMatchObject({
      kind: 'twin',
      estimates: {
        base_score: { value: 4 },
        score: { value: 3 },
        score_difference: { value: -1, samples: PEOPLE },
        base_referrals: { value: 1 },
        referrals: { value: 0.5 },
        referral_difference: { value: -0.5, low: expect.any(Number), high: expect.any(Number) },
      },
    });
    expect(await pairEstimates(database, [bases])).toEqual([]);
    expect(await pairEstimates(database, [])).toEqual([]);
  });

  it('are the same where scenarios and answers are sealed', async () => {
    const { close } = await sealDatabase(database);
    const { rows } = await database.pool.query("SELECT FROM benchmark.answer WHERE response <> ''");
    expect(rows).toEqual([]);
    expect(await derivedPairs(database, run)).toEqual(pairs);
    await close();
  });

  it('are none where nothing is derived', async () => {
    await database.pool.query('UPDATE benchmark.scenario SET twin_of = NULL, rung = NULL');
    expect((await derivedPairs(database, run)).rows).toEqual([]);
  });
});
