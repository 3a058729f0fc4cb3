import { ResultStore, type RunRecord } from '@rookery/benchmark-storage';
import { runToWire } from '@rookery/benchmark-wire';
import type { Report } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { modelComparisons, statusComparisons } from './comparisons.ts';
import { dimensionCorrelations } from './dimension-correlations.ts';
import { leaderboard } from './leaderboard.ts';
import { measuredCells } from './measures.ts';
import { reportNotes } from './notes.ts';
import { pairedTests } from './paired-tests.ts';
import { rankIntervals } from './rank-intervals.ts';
import { reportDifferences, reportGains, reportRow } from './report-rows.ts';
import { sentCounts } from './sent-differences.ts';
import { tallies } from './tallies.ts';

/**
 * The report of a run, finished or not, from what is stored now. All adding up is done by the database; what reaches
 * this process does not grow with the number of samples.
 */
export async function buildReport(database: Database, run: RunRecord): Promise<Report> {
  const results = new ResultStore(database);
  const [cells, gains, differences, correlations, rankOf, counts, sent, prompts, indexes] = await Promise.all(
    [
      measuredCells(database, run.id),
      pairedTests(database, run, statusComparisons(run.spec)),
      pairedTests(database, run, modelComparisons(run.spec)),
      dimensionCorrelations(database, run.id),
      rankIntervals(database, run),
      tallies(database, run.id),
      sentCounts(database, run.id),
      results.facts(run.id, 'prompt'),
      results.facts(run.id, 'path-index'),
    ],
  );
  const { models, statuses } = run.spec;
  const rows = models.flatMap((model) => statuses.map((status) => reportRow(model, status, cells, counts)));
  return {
    title: titleOf(run),
    run: runToWire(run),
    rows,
    gains: reportGains(gains),
    notes: reportNotes(run, { counts, sent, indexes }),
    promptVersions: [...prompts],
    differences: reportDifferences(differences),
    leaderboard: leaderboard(run.spec, rows, differences, rankOf),
    correlations,
  };
}

function titleOf({ spec, progress: { simulated, scenarios } }: RunRecord): string {
  const counted = (count: number, one: string, many: string): string =>
    `${count} ${count === 1 ? one : many}`;
  const scope = [
    counted(scenarios, 'scenario', 'scenarios'),
    counted(spec.models.length, 'model', 'models'),
    counted(spec.statuses.length, 'status', 'statuses'),
  ].join(', ');
  return `${simulated ? 'SIMULATED: ' : ''}Personalised safety over ${scope}`;
}
