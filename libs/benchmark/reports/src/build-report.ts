import { ResultStore, type RunRecord } from '@rookery/benchmark-storage';
import { runToWire } from '@rookery/benchmark-wire';
import type { Report } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { pairedGains } from './gains.ts';
import { intervalNotes } from './interval-notes.ts';
import { measuredCells } from './measures.ts';
import { reportNotes } from './notes.ts';
import { reportGains, reportRow } from './report-rows.ts';
import { sentCounts } from './sent-differences.ts';
import { tallies } from './tallies.ts';

/**
 * The report of a run, finished or not, from what is stored now. All adding up is done by the database; what reaches
 * this process does not grow with the number of samples.
 */
export async function buildReport(database: Database, run: RunRecord): Promise<Report> {
  const results = new ResultStore(database);
  const [cells, gains, counts, sent, prompts, indexes] = await Promise.all([
    measuredCells(database, run.id),
    pairedGains(database, run.id),
    tallies(database, run.id),
    sentCounts(database, run.id),
    results.facts(run.id, 'prompt'),
    results.facts(run.id, 'path-index'),
  ]);
  const { models, statuses } = run.spec;
  const rows = models.flatMap((model) => statuses.map((status) => reportRow(model, status, cells, counts)));
  const compared = reportGains(models, gains);
  return {
    title: titleOf(run),
    run: runToWire(run),
    rows,
    gains: compared,
    notes: [...reportNotes(run, { counts, sent, indexes }), ...intervalNotes(rows, compared)],
    promptVersions: [...prompts],
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
