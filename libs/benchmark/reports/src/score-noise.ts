import { noiseOf, verdictNoise, type AnswerVerdicts } from '@rookery/benchmark-statistics';
import { cellOf, runShape, sampleCount, type Treatment } from '@rookery/benchmark-samples';
import { BENCHMARK_SCHEMA, type BenchmarkTables, type RunRecord } from '@rookery/benchmark-storage';
import type { ScoreNoise } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { statusToWire } from '@rookery/shared-scenario';
import { sql, type Kysely } from 'kysely';
import { noiseSums } from './noise-sums.ts';
import type { RunScores } from './run-scores.ts';

/** Samples whose verdicts are read with one query. */
const SAMPLES_AT_ONCE = 16_384;

const ONE_VERDICT =
  'Each answer has one verdict, so the noise of the judge is in that of answers; --judge-samples tells them apart.';
const SEVERAL_JUDGES = 'Between verdicts of one answer lies also what the judges of the panel differ by.';

/**
 * Where the noise of scores comes from, for each model and status. With a panel, of a single verdict: its members tell the noise of
 * the judge from that of answers.
 */
export async function scoreNoise(
  database: Database,
  run: RunRecord,
  scores: RunScores,
): Promise<ScoreNoise[]> {
  const { models, statuses, judgePanel } = run.spec;
  const treatments = models.flatMap((model) => statuses.map((status): Treatment => ({ model, status })));
  const members = judgePanel === undefined ? undefined : await memberScores(database, run, scores);
  return treatments.flatMap((treatment): ScoreNoise[] => {
    const cell = cellOf(run.spec, treatment);
    const about = { model: treatment.model, status: statusToWire(treatment.status) };
    const answers = members?.get(cell);
    if (answers !== undefined && answers.length > 0) {
      const found = verdictNoise(answers);
      if ('because' in found) return [{ ...about, ...NOTHING, notes: [found.because] }];
      return [
        {
          ...about,
          betweenPeople: found.person,
          betweenQueries: found.query,
          betweenAnswers: found.answer,
          betweenVerdicts: found.verdict,
          notes: [...found.notes, ...(judgePanel?.judgeModels.length === 0 ? [] : [SEVERAL_JUDGES])],
        },
      ];
    }
    const sums = noiseSums(scores, cell);
    if (sums === undefined) return [];
    const split = noiseOf(sums);
    if ('because' in split) return [{ ...about, ...NOTHING, notes: [split.because] }];
    const points = scores.scoreUnit ** 2;
    const [severalQueries, repeated] = [sums.queries > sums.persons, sums.values > sums.queries];
    return [
      {
        ...about,
        betweenPeople: split.noise.person * points,
        betweenQueries: severalQueries ? split.noise.query * points : undefined,
        betweenAnswers: repeated ? split.noise.repetition * points : undefined,
        betweenVerdicts: undefined,
        notes: [...split.notes, ...(repeated ? [ONE_VERDICT] : [])],
      },
    ];
  });
}

/** What keeps noise from being told apart, once for the whole report. */
export function noiseNote(noise: readonly ScoreNoise[]): string[] {
  const sentences = [...new Set(noise.flatMap(({ notes }) => notes))];
  return sentences.length === 0 ? [] : [`Noise of scores: ${sentences.join(' ')}`];
}

const NOTHING = {
  betweenPeople: undefined,
  betweenQueries: undefined,
  betweenAnswers: undefined,
  betweenVerdicts: undefined,
};

/** The mean scores that members of the panel gave, by cell; answers with one scored member are left out. */
async function memberScores(
  database: Database,
  run: RunRecord,
  scores: RunScores,
): Promise<ReadonlyMap<number, AnswerVerdicts[]>> {
  const db: Kysely<BenchmarkTables> = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  const found = new Map<number, AnswerVerdicts[]>();
  const samples = sampleCount(runShape(run.spec, run.progress.scenarios));
  for (let first = 0; first < samples; first += SAMPLES_AT_ONCE) {
    const { rows } = await sql<{ sample: string; means: number[] }>`
      SELECT sample, array_agg((member #>> '{scores,mean}')::float8) AS means
        FROM benchmark.outcome CROSS JOIN jsonb_array_elements(verdict -> 'members') AS member
       WHERE run_id = ${run.id} AND sample >= ${first}::bigint AND sample < ${first + SAMPLES_AT_ONCE}::bigint
         AND state = 'scored' AND member #> '{scores,mean}' IS NOT NULL
       GROUP BY sample HAVING count(*) > 1 ORDER BY sample`.execute(db);
    for (const { sample, means } of rows) {
      const place = Math.floor(Number(sample) / scores.cells);
      const person = scores.person(place);
      // Of a scenario that was erased.
      if (person < 0) continue;
      const cell = Number(sample) % scores.cells;
      const own = found.get(cell) ?? [];
      own.push({
        person: String(person),
        query: String(place % scores.scenarios),
        answer: String(place),
        scores: means,
      });
      found.set(cell, own);
    }
  }
  return found;
}
