import type { Database } from '@rookery/shared-database';
import { BENCHMARK_KEYS, type SealedContents } from '@rookery/shared-sealing';
import { sql } from 'kysely';
import { PLAIN } from './plain.ts';
import { Contents } from './contents.ts';
import { eraseKeyless, eraseRemains } from './erase-remains.ts';
import { sealPeople } from './seal-people.ts';
import { sealAnswers, sealGivenAnswers, sealNotes, sealVerdicts } from './seal-results.ts';
import { sealScenarios } from './seal-scenarios.ts';

/** In the order of sealing: what has a scenario's key comes after the scenario. */
const STEPS = [sealScenarios, sealGivenAnswers, sealAnswers, sealVerdicts, sealNotes, sealPeople];

/** The contents of the benchmark: scenarios with all that was said to and of them, people of syntheses with their queries. */
export function sealedBenchmark(database: Database): SealedContents {
  const hasKey = sql`JOIN benchmark.content_key ON content_key.id = scenario_id`;
  return {
    keys: BENCHMARK_KEYS,
    isPlain: sql<boolean>`(
      EXISTS (SELECT FROM benchmark.scenario WHERE sealed IS NULL)
      OR EXISTS (SELECT FROM benchmark.given_answer ${hasKey} WHERE sealed IS NULL)
      OR EXISTS (SELECT FROM benchmark.answer WHERE ${PLAIN.answer})
      OR EXISTS (SELECT FROM benchmark.outcome ${hasKey} WHERE ${PLAIN.outcome})
      OR EXISTS (SELECT FROM benchmark.rating WHERE ${PLAIN.rating})
      OR EXISTS (SELECT FROM benchmark.synthesis_profile WHERE sealed IS NULL))`,
    async sealSome(transaction, sealing) {
      const contents = new Contents(database, sealing);
      for (const step of STEPS) {
        const rows = await step(transaction, contents);
        if (rows > 0) return rows;
      }
      await eraseKeyless(transaction, database);
      return 0;
    },
    eraseRemains: (transaction, ids) => eraseRemains(transaction, database, ids),
  };
}
