import type { RunSettings } from '@rookery/benchmark-samples';
import { readerOf } from '@rookery/shared-database';
import type { Job } from '@rookery/shared-jobs';
import { sql, type Kysely } from 'kysely';
import { namedDataSet } from './named-data-set.ts';
import type { BenchmarkTables } from './tables.ts';

/**
 * Gives a run the answers that it judges: its own copies, which took nothing, so that it lives on when what they were copied from is
 * erased. Samples are numbered as `cellAt` numbers them.
 * @param scenarios how many were chosen for the run, whose choice is laid already
 * @returns how many answers there are
 */
export async function layGivenAnswers(
  tables: Kysely<BenchmarkTables>,
  job: Job<RunSettings>,
  scenarios: number,
): Promise<number> {
  const { answersOf } = job.spec;
  if (answersOf !== undefined) await placementsOfRun(job, answersOf).execute(tables);
  const { numAffectedRows = 0n } = await (
    answersOf === undefined ? answersOfDataSet(job, scenarios) : answersOfRun(job.id, answersOf)
  ).execute(tables);
  return Number(numAffectedRows);
}

const COLUMNS = sql`run_id, sample, scenario_id, response, sealed, refers, asked, state, sent, finish_reason, calls, input_tokens, output_tokens, cost_usd, unpriced_calls`;
const NOTHING_TAKEN = sql`0, 0, 0, 0, 0`;

function answersOfRun(run: string, source: string) {
  return sql`
    INSERT INTO benchmark.answer (${COLUMNS})
    SELECT ${run}, sample, scenario_id, response, sealed, refers, asked, state, sent, finish_reason, ${NOTHING_TAKEN} FROM benchmark.answer
     WHERE run_id = ${source}`;
}

/** What the models were that gave these answers is known with them. */
function placementsOfRun({ id, spec: { models } }: Job<RunSettings>, source: string) {
  return sql`
    INSERT INTO benchmark.run_fact (run_id, kind, value)
    SELECT ${id}, kind, value FROM benchmark.run_fact
     WHERE run_id = ${source} AND kind = 'placement' AND value::jsonb ->> 'model' = ANY (${models}::text[])
    ON CONFLICT DO NOTHING`;
}

/** The status `given` stands alone, so that a scenario has a sample for each model. */
function answersOfDataSet(job: Job<RunSettings>, scenarios: number) {
  const { id, owner, asOperator, spec } = job;
  const { models, selection } = spec;
  const reader = readerOf({ name: owner, operator: asOperator });
  return sql`
    INSERT INTO benchmark.answer (${COLUMNS})
    SELECT ${id}, ((repetition - 1) * ${scenarios}::int + position) * ${models.length}::int + number - 1, given.scenario_id,
           response, sealed, refers, '{}', NULL, NULL, '', ${NOTHING_TAKEN}
      FROM (SELECT scenario_id, model, response, sealed, refers,
                   row_number() OVER (PARTITION BY scenario_id, model ORDER BY source_row, digest) AS repetition
              FROM benchmark.given_answer
             WHERE data_set_id = ${namedDataSet(reader, selection.dataSet ?? null)}
           ) AS given
      JOIN benchmark.run_scenario ON run_scenario.scenario_id = given.scenario_id AND run_id = ${id}
      JOIN unnest(${models}::text[]) WITH ORDINALITY AS chosen (model, number) ON chosen.model = given.model`;
}
