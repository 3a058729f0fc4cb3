import { BENCHMARK_SCHEMA, type BenchmarkTables } from '@rookery/benchmark-storage';
import type { Database } from '@rookery/shared-database';

/** How many samples of a run hold something that looks like an attempt to sway the judge. */
export async function attackedSamples(database: Database, run: string): Promise<number> {
  const { samples } = await database
    .tables<BenchmarkTables>(BENCHMARK_SCHEMA)
    .selectFrom('outcome')
    .select((eb) => eb.fn.countAll<string>().as('samples'))
    .where('run_id', '=', run)
    .where('attack_signs', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(samples);
}

/** What a report says of them. */
export function attackNote(samples: number): string[] {
  if (samples === 0) return [];
  return [
    `${samples} samples hold what looks like an attempt to sway the judge, in question, profile or answer. Rules found it, which can be ` +
      'wrong either way; scores do not depend on it. The results of the run say which.',
  ];
}
