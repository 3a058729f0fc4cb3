import { sql, type Transaction } from 'kysely';
import type { BenchmarkTables } from './tables.ts';

/**
 * Moves twins to the side of the split on which their scenario is, where one of the two is among those given. A twin asks what its
 * scenario asks, and a path planned for the one would tell of the other. A twin whose scenario is nowhere stays where its own profile falls.
 */
export async function putTwinsBesideTheirScenarios(
  transaction: Transaction<BenchmarkTables>,
  scenarios: readonly string[],
): Promise<void> {
  // In the order of their ids, so that two imports do not wait for each other in a circle.
  await sql`
    WITH moved AS (
      SELECT twin.id, base.split FROM benchmark.scenario AS twin JOIN benchmark.scenario AS base ON base.id = twin.twin_of
       WHERE (twin.id = ANY(${scenarios}::text[]) OR twin.twin_of = ANY(${scenarios}::text[])) AND twin.split <> base.split
       ORDER BY twin.id FOR UPDATE OF twin
    )
    UPDATE benchmark.scenario AS twin SET split = moved.split FROM moved WHERE twin.id = moved.id`.execute(
    transaction,
  );
}
