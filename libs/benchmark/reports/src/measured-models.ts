import { BENCHMARK_SCHEMA, STORED_PLACEMENT, type BenchmarkTables } from '@rookery/benchmark-storage';
import type { MeasuredModel, MeasuredPlacement, Placement } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { sql } from 'kysely';
import { placementDifferences } from './placement-differences.ts';

/** What the models of some runs were and where they ran, as far as it was noted; ordered by model, and by how much came from where. */
export async function measuredModels(database: Database, runs: readonly string[]): Promise<MeasuredModel[]> {
  if (runs.length === 0) return [];
  const tables = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  const [facts, counts] = await Promise.all([
    sql<{ value: string }>`
      SELECT DISTINCT value FROM benchmark.run_fact WHERE run_id = ANY (${runs}) AND kind = 'placement'`.execute(
      tables,
    ),
    sql<{ model: string; version: string; answers: string }>`
      SELECT model, sent ->> 'placement' AS version, count(*) AS answers
        FROM benchmark.outcome WHERE run_id = ANY (${runs}) AND jsonb_exists(sent, 'placement')
       GROUP BY 1, 2`.execute(tables),
  ]);
  const answersAt = new Map(
    counts.rows.map(({ model, version, answers }) => [`${model} ${version}`, Number(answers)]),
  );
  const noted = facts.rows.map(({ value }) => STORED_PLACEMENT.read(JSON.parse(value), runs.join(', ')));
  const byModel = Map.groupBy(noted, ({ model }) => model);
  const models = new Set([...byModel.keys(), ...counts.rows.map(({ model }) => model)]);
  return [...models].sort().map((model) => {
    const stored = (byModel.get(model) ?? []).map(({ placement }) => placement);
    const known = grouped(stored, (version) => answersAt.get(`${model} ${version}`) ?? 0);
    const placements = [
      ...known,
      ...unknown(
        stored,
        counts.rows.filter((row) => row.model === model),
      ),
    ];
    return {
      model,
      placements,
      differences: placementDifferences(known.flatMap(({ placement }) => placement ?? [])),
    };
  });
}

/** Workers that do not differ, together. */
function grouped(
  placements: readonly Placement[],
  answersAt: (version: string) => number,
): MeasuredPlacement[] {
  const byVersion = Map.groupBy(placements, ({ version }) => version);
  return [...byVersion]
    .map(([version, alike]) => ({
      placement: alike[0],
      workers: [...new Set(alike.map(({ worker }) => worker))].sort(),
      answers: answersAt(version),
    }))
    .sort((a, b) => b.answers - a.answers || ((a.workers[0] ?? '') < (b.workers[0] ?? '') ? -1 : 1));
}

/** Answers of workers that were gone before it could be noted what they are. */
function unknown(
  placements: readonly Placement[],
  counts: readonly { readonly version: string; readonly answers: string }[],
): MeasuredPlacement[] {
  const noted = new Set(placements.map(({ version }) => version));
  const answers = counts
    .filter(({ version }) => !noted.has(version))
    .reduce((sum, one) => sum + Number(one.answers), 0);
  return answers === 0 ? [] : [{ placement: undefined, workers: [], answers }];
}
