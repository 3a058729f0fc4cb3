import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { PLAIN } from './plain.ts';
import { hex, responseDigest, sealed, type Contents } from './contents.ts';
import { responseColumns } from './response-columns.ts';
import { verdictColumns } from './verdict-columns.ts';

/** Rows of one transaction. */
const BATCH = 500;

/** Of which scenario the sample of a row is, by its number in the shape of its run; empty where the run does not have it any more. */
const scenarioOfSample = (row: string): RawBuilder<string> => sql<string>`
  coalesce((
    SELECT held.scenario_id FROM benchmark.run
      JOIN benchmark.job ON job.id = run.id
      JOIN benchmark.run_scenario AS held ON held.run_id = run.id AND held.position =
        ${sql.ref(`${row}.sample`)} / (jsonb_array_length(job.spec -> 'models') * jsonb_array_length(job.spec -> 'statuses'))
        % run.scenarios
     WHERE run.id = ${sql.ref(`${row}.run_id`)}), '')`;

/** The scenario is sealed, or gone: what has a scenario that lies plain waits for it. */
const IS_NOT_PLAIN = sql<boolean>`
  NOT EXISTS (SELECT FROM benchmark.scenario WHERE scenario.id = theirs.id AND scenario.sealed IS NULL)`;

interface Sample {
  readonly run_id: string;
  readonly sample: string;
  readonly scenario_id: string;
}

/** Seals answers that came with scenarios which are sealed. */
export async function sealGivenAnswers(
  transaction: QueryExecutorProvider,
  contents: Contents,
): Promise<number> {
  const { rows } = await sql<{
    data_set_id: number;
    scenario_id: string;
    model: string;
    digest: string;
    response: string;
  }>`
    SELECT data_set_id, scenario_id, model, digest, response FROM benchmark.given_answer
     WHERE sealed IS NULL AND EXISTS (SELECT FROM benchmark.content_key WHERE content_key.id = scenario_id)
     LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`.execute(transaction);
  const keys = await contents.keysOf(
    rows.map(({ scenario_id }) => scenario_id),
    transaction,
  );
  const anew = rows.flatMap((row) => {
    const key = keys.get(row.scenario_id);
    if (key === undefined) return [];
    const { response, ...names } = row;
    const columns = responseColumns(response, row.scenario_id, key);
    return [{ ...names, ...columns, keyed: responseDigest(response, key) }];
  });
  await sql`
    UPDATE benchmark.given_answer AS row SET response = '', sealed = new.sealed, refers = new.refers, digest = new.keyed
      FROM jsonb_to_recordset(${JSON.stringify(anew)}::jsonb)
        AS new (data_set_id int, scenario_id text, model text, digest text, sealed bytea, refers boolean, keyed text)
     WHERE row.data_set_id = new.data_set_id AND row.scenario_id = new.scenario_id AND row.model = new.model
       AND row.digest = new.digest`.execute(transaction);
  return anew.length;
}

/** Seals answers of runs. Of what has no scenario any more that is noted, and it stays as it is. */
export async function sealAnswers(transaction: QueryExecutorProvider, contents: Contents): Promise<number> {
  const { rows } = await sql<Sample & { response: string }>`
    SELECT run_id, sample, response, theirs.id AS scenario_id
      FROM benchmark.answer CROSS JOIN LATERAL (SELECT coalesce(scenario_id, ${scenarioOfSample('answer')}) AS id) AS theirs
     WHERE ${PLAIN.answer} AND ${IS_NOT_PLAIN} LIMIT ${BATCH} FOR NO KEY UPDATE OF answer SKIP LOCKED`.execute(
    transaction,
  );
  const keys = await keysOfRows(rows, contents, transaction);
  const anew = rows.map(({ run_id, sample, scenario_id, response }) => {
    const key = keys.get(scenario_id);
    const columns = responseColumns(response, scenario_id, key);
    return { run_id, sample, scenario_id: key === undefined ? '' : scenario_id, ...columns };
  });
  await sql`
    UPDATE benchmark.answer AS row SET response = new.response, sealed = new.sealed, refers = new.refers,
           scenario_id = new.scenario_id
      FROM jsonb_to_recordset(${JSON.stringify(anew)}::jsonb)
        AS new (run_id text, sample bigint, scenario_id text, response text, sealed bytea, refers boolean)
     WHERE row.run_id = new.run_id AND row.sample = new.sample`.execute(transaction);
  return rows.length;
}

/** Seals what judges said. */
export async function sealVerdicts(transaction: QueryExecutorProvider, contents: Contents): Promise<number> {
  const { rows } = await sql<Sample & { verdict_words: string; verdict: unknown }>`
    SELECT run_id, sample, scenario_id, verdict_words, verdict FROM benchmark.outcome
     WHERE ${PLAIN.outcome} AND EXISTS (SELECT FROM benchmark.content_key WHERE content_key.id = scenario_id)
     LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`.execute(transaction);
  const keys = await keysOfRows(rows, contents, transaction);
  const anew = rows.flatMap(({ run_id, sample, scenario_id, verdict_words: words, verdict }) => {
    const key = keys.get(scenario_id);
    if (key === undefined) return [];
    return [{ run_id, sample, ...verdictColumns({ words, verdict }, scenario_id, key) }];
  });
  await sql`
    UPDATE benchmark.outcome AS row SET verdict_words = '', verdict = nullif(new.verdict, 'null'::jsonb), sealed = new.sealed
      FROM jsonb_to_recordset(${JSON.stringify(anew)}::jsonb)
        AS new (run_id text, sample bigint, verdict jsonb, sealed bytea)
     WHERE row.run_id = new.run_id AND row.sample = new.sample`.execute(transaction);
  return anew.length;
}

/** Seals what annotators noted. */
export async function sealNotes(transaction: QueryExecutorProvider, contents: Contents): Promise<number> {
  const { rows } = await sql<Sample & { annotator: string; note: string }>`
    SELECT run_id, sample, annotator, note, theirs.id AS scenario_id
      FROM benchmark.rating CROSS JOIN LATERAL (SELECT coalesce(scenario_id, ${scenarioOfSample('rating')}) AS id) AS theirs
     WHERE ${PLAIN.rating} AND ${IS_NOT_PLAIN} LIMIT ${BATCH} FOR NO KEY UPDATE OF rating SKIP LOCKED`.execute(
    transaction,
  );
  const keys = await keysOfRows(rows, contents, transaction);
  const anew = rows.map(({ run_id, sample, annotator, scenario_id, note }) => {
    const key = keys.get(scenario_id);
    if (key === undefined) return { run_id, sample, annotator, note, sealed: null, scenario_id: '' };
    const bytes = hex(sealed(note, 'note', scenario_id, key));
    return { run_id, sample, annotator, note: '', sealed: bytes, scenario_id };
  });
  await sql`
    UPDATE benchmark.rating AS row SET note = new.note, sealed = new.sealed, scenario_id = new.scenario_id
      FROM jsonb_to_recordset(${JSON.stringify(anew)}::jsonb)
        AS new (run_id text, sample bigint, annotator text, note text, sealed bytea, scenario_id text)
     WHERE row.run_id = new.run_id AND row.sample = new.sample AND row.annotator = new.annotator`.execute(
    transaction,
  );
  return rows.length;
}

function keysOfRows(rows: readonly Sample[], contents: Contents, transaction: QueryExecutorProvider) {
  return contents.keysOf(
    rows.map(({ scenario_id }) => scenario_id),
    transaction,
  );
}
