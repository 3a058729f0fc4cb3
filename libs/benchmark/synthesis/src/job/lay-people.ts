import {
  hex,
  personColumns,
  personKeyId,
  type BenchmarkTables,
  type Contents,
} from '@rookery/benchmark-storage';
import type { SynthesisSpec } from '@rookery/shared-contracts';
import type { Lay } from '@rookery/shared-jobs';
import { promptLabel } from '@rookery/shared-prompting';
import { sql, type Kysely } from 'kysely';
import { profileNetwork } from '../network/profile-network.ts';
import { shippedSituations } from '../queries/situations.ts';
import { synthesizeQueriesPrompt } from '../queries/synthesize-queries.ts';
import type { Person } from './sample-people.ts';

/** What everything is made with now. */
const madeWith = (): string[] => [
  `profile-network@${profileNetwork().version}`,
  `situations@${shippedSituations().version}`,
  promptLabel(synthesizeQueriesPrompt),
];

/** The people of a new synthesis, in order. */
export function layPeople(
  dataSet: number,
  people: readonly Person[],
  contents: Contents,
): Lay<SynthesisSpec> {
  return async (transaction, { id }) => {
    const tables = transaction as Kysely<BenchmarkTables>;
    await tables
      .insertInto('synthesis')
      .values({ job: id, data_set_id: dataSet, profiles_total: people.length, made_with: madeWith() })
      .execute();
    const ids = people.map((_person, piece) => personKeyId(id, piece));
    const keys = await contents.makeKeys(tables, ids);
    const rows = JSON.stringify(
      people.map(({ situation, profile }, piece) => {
        const words = { situation: situation.name, scenario: situation.scenario, profile };
        const keyId = personKeyId(id, piece);
        const { sealed, ...columns } = personColumns(words, keyId, keys.get(keyId));
        return { piece, ...columns, sealed: sealed === null ? null : hex(sealed) };
      }),
    );
    await sql`
      INSERT INTO benchmark.synthesis_profile (job, piece, situation, scenario, profile, sealed)
      SELECT ${id}, piece, situation, scenario, profile, sealed
        FROM jsonb_to_recordset(${rows}::jsonb) AS row (piece int, situation text, scenario text, profile jsonb, sealed bytea)`.execute(
      tables,
    );
  };
}
