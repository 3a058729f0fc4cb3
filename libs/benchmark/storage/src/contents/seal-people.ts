import type { Domain, Profile } from '@rookery/shared-scenario';
import { sql, type QueryExecutorProvider } from 'kysely';
import { hex, type Contents } from './contents.ts';
import { madeScenario, personColumns, personKeyId, queryColumns } from './synthesis-columns.ts';

/** People of one transaction; each has up to a thousand queries with their vectors, and mostly five. */
const BATCH = 20;

interface PersonRow {
  readonly job: string;
  readonly piece: number;
  readonly situation: string;
  readonly scenario: string;
  readonly profile: Profile;
}

/** Seals people of syntheses that lie plain, with all that was written for them. */
export async function sealPeople(transaction: QueryExecutorProvider, contents: Contents): Promise<number> {
  const { rows } = await sql<PersonRow>`
    SELECT job, piece, situation, scenario, profile FROM benchmark.synthesis_profile
     WHERE sealed IS NULL LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`.execute(transaction);
  const keys = await contents.makeKeys(
    transaction,
    rows.map(({ job, piece }) => personKeyId(job, piece)),
  );
  for (const row of rows) {
    const { job, piece } = row;
    const id = personKeyId(job, piece);
    const columns = personColumns(row, id, keys.get(id));
    await sql`
      UPDATE benchmark.synthesis_profile
         SET situation = ${columns.situation}, scenario = ${columns.scenario}, profile = ${JSON.stringify(columns.profile)}::jsonb,
             sealed = ${columns.sealed}
       WHERE job = ${job} AND piece = ${piece}`.execute(transaction);
    await sealQueries(transaction, row, keys.get(id));
  }
  return rows.length;
}

async function sealQueries(
  transaction: QueryExecutorProvider,
  { job, piece, situation, profile }: PersonRow,
  key: Buffer | undefined,
): Promise<void> {
  const { rows } = await sql<{
    number: number;
    domain: Domain;
    query: string;
    vector: Buffer | null;
    dropped: string;
  }>`
    SELECT number, domain, query, vector, dropped FROM benchmark.synthesis_query
     WHERE job = ${job} AND piece = ${piece} AND sealed IS NULL`.execute(transaction);
  const anew = rows.map(({ number, domain, query, vector, dropped }) => {
    const columns = queryColumns({ query, vector }, personKeyId(job, piece), key);
    return {
      number,
      query: columns.query,
      vector: columns.vector === null ? null : hex(columns.vector),
      sealed: columns.sealed === null ? null : hex(columns.sealed),
      scenario_id: dropped === '' ? madeScenario({ query, domain, situation, profile }).id : null,
    };
  });
  await sql`
    UPDATE benchmark.synthesis_query AS row SET query = new.query, vector = new.vector, sealed = new.sealed,
           scenario_id = new.scenario_id
      FROM jsonb_to_recordset(${JSON.stringify(anew)}::jsonb)
        AS new (number int, query text, vector bytea, sealed bytea, scenario_id text)
     WHERE row.job = ${job} AND row.piece = ${piece} AND row.number = new.number`.execute(transaction);
}
