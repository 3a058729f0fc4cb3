import { correctedMeans } from '@rookery/benchmark-ratings';
import { RatingStore, ResultStore, type RunRecord } from '@rookery/benchmark-storage';
import { runToWire } from '@rookery/benchmark-wire';
import type { Report } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { cellOf, modelComparisons, statusComparisons } from '@rookery/benchmark-samples';
import { attackedSamples, attackNote } from './attack-signs.ts';
import { correctedMeanOf } from './corrected.ts';
import { dimensionCorrelations } from './dimension-correlations.ts';
import { leaderboard } from './leaderboard.ts';
import { intervalNotes } from './interval-notes.ts';
import { measuredModels } from './measured-models.ts';
import { measuredNotes } from './measured-notes.ts';
import { measuredCells } from './measures.ts';
import { reportNotes } from './notes.ts';
import { pairedTests } from './paired-tests.ts';
import { rankIntervals } from './rank-intervals.ts';
import { reportDifferences, reportGains, reportRow } from './report-rows.ts';
import { runScores } from './run-scores.ts';
import { noiseNote, scoreNoise } from './score-noise.ts';
import { sentCounts } from './sent-differences.ts';
import { tallies } from './tallies.ts';

/**
 * The report of a run, finished or not, from what is stored now. Scores are read once, packed to a few bytes a sample, and added up
 * here: grouping them by person, in the many ways that a report does, costs the database several times as much.
 */
export async function buildReport(database: Database, run: RunRecord): Promise<Report> {
  const results = new ResultStore(database);
  const [scores, counts, sent, prompts, indexes, attacked, measured] = await Promise.all([
    runScores(database, run),
    tallies(database, run.id),
    sentCounts(database, run.id),
    results.facts(run.id, 'prompt'),
    results.facts(run.id, 'path-index'),
    attackedSamples(database, run.id),
    measuredModels(database, [run.id]),
  ]);
  const ratings = new RatingStore(database);
  const corrected = await correctedMeans(ratings, run.id, await ratings.rated(run.id));
  const { models, statuses } = run.spec;
  const cells = Map.groupBy(measuredCells(scores), ({ cell }) => cell);
  const rows = models.flatMap((model) =>
    statuses.map((status) =>
      reportRow(model, status, cells.get(cellOf(run.spec, { model, status })) ?? [], counts),
    ),
  );
  const gains = await pairedTests(scores, run, statusComparisons(run.spec));
  const differences = await pairedTests(scores, run, modelComparisons(run.spec));
  const noise = await scoreNoise(database, run, scores);
  const rankOf = await rankIntervals(scores, run);
  const compared = reportGains(gains);
  const differing = reportDifferences(differences);
  return {
    title: titleOf(run),
    run: runToWire(run),
    rows,
    gains: compared,
    notes: [
      ...reportNotes(run, { counts, sent, indexes }),
      ...measuredNotes(measured),
      ...attackNote(attacked),
      ...noiseNote(noise),
      ...intervalNotes(rows, [...compared, ...differing]),
    ],
    promptVersions: [...prompts],
    differences: differing,
    leaderboard: leaderboard(run.spec, rows, differences, rankOf),
    correlations: dimensionCorrelations(scores),
    corrected: corrected.map(correctedMeanOf),
    noise,
    measured,
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
