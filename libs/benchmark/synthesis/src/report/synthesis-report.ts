import {
  BENCHMARK_SCHEMA,
  openedPerson,
  openedQuery,
  openedVector,
  personKeyId,
  type BenchmarkTables,
  type Contents,
} from '@rookery/benchmark-storage';
import type { SynthesisReport } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { DOMAINS, domainToWire } from '@rookery/shared-scenario';
import { sql } from 'kysely';
import { evidenceIn } from '../job/sample-people.ts';
import type { SynthesisRecord } from '../job/synthesis-record.ts';
import { synthesisToWire } from '../job/synthesis-to-wire.ts';
import { profileNetwork, SCENARIO_NODE } from '../network/profile-network.ts';
import { fromBytes } from '../queries/near-duplicates.ts';
import { balanceTests, inBalance } from './balance.ts';
import { diversityOf } from './diversity.ts';

/** Queries whose pairs are compared. */
const MOST_COMPARED = 1000;

/** How a synthesis lies against its network, and how its queries differ; of what is done so far. */
export async function synthesisReport(
  { database, contents }: { readonly database: Database; readonly contents: Contents },
  job: SynthesisRecord,
): Promise<SynthesisReport> {
  const db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  const people = await db
    .selectFrom('synthesis_profile')
    .select(['piece', 'situation', 'scenario', 'profile', 'sealed'])
    .where('job', '=', job.id)
    .where('state', '=', 'done')
    // Sums of fractions differ in their last digit with the order.
    .orderBy('piece')
    .execute();
  const kept = db.selectFrom('synthesis_query').where('job', '=', job.id).where('dropped', '=', '');
  const byDomain = await kept
    .select(['domain', (eb) => eb.fn.countAll<string>().as('queries')])
    .select(sql<string>`count(DISTINCT piece)`.as('profiles'))
    .groupBy('domain')
    .execute();
  // One of each profile, then the next: spread evenly, however many there are.
  const compared = await kept
    .select(['piece', 'query', 'vector', 'sealed'])
    .orderBy(sql`row_number() OVER (PARTITION BY piece ORDER BY number)`)
    .orderBy(sql`md5(piece::text)`)
    .limit(MOST_COMPARED)
    .execute();
  const keys = await contents.keysOf(
    [...people, ...compared].flatMap(({ piece, sealed }) =>
      sealed === null ? [] : [personKeyId(job.id, piece)],
    ),
  );
  const known = people.flatMap(
    (row) => openedPerson(row, personKeyId(job.id, row.piece), contents, keys) ?? [],
  );
  const tests = balanceTests(
    profileNetwork(),
    known.map(({ scenario, profile }) => ({ ...profile, [SCENARIO_NODE]: scenario })),
    evidenceIn(job.spec),
  );
  return {
    synthesis: synthesisToWire(job),
    tests: tests.map((test) => ({
      ...test,
      given: [...test.given],
      values: test.values.map((value) => ({ ...value })),
    })),
    inBalance: inBalance(tests),
    domains: DOMAINS.flatMap(({ key }) => {
      const found = byDomain.find(({ domain }) => domain === key);
      if (found === undefined) return [];
      return [
        { domain: domainToWire(key), profiles: Number(found.profiles), queries: Number(found.queries) },
      ];
    }),
    diversity: diversityOf(
      compared.map((row) => {
        const id = personKeyId(job.id, row.piece);
        const vector = openedVector(row, id, contents, keys);
        return {
          query: openedQuery(row, id, contents, keys),
          vector: vector === null ? undefined : fromBytes(vector),
        };
      }),
    ),
  };
}
