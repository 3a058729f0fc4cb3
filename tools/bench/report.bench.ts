// The report of a large run: 14,000 scenarios of 8,400 people, 6 models, 4 statuses, 336,000 results in an embedded PostgreSQL, with
// 2,000 bootstraps of people for the ranks of models. Everything, the database too, is kept on one core where the system can do that
// (taskset); the results are written before the clock starts. Against the plain implementation: read every row and add up in
// JavaScript, and resample people by going through their rows, which is done for 20 resamples and counted for 2,000.
//
//     npm run bench -- report
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildReport } from '@rookery/benchmark-reports';
import { madeUpRun } from '@rookery/benchmark-reports/testing';
import { drawsOf, momentsOf, clusteredMean } from '@rookery/benchmark-statistics';
import { BENCHMARK_SCHEMA, type BenchmarkTables, type RunRecord } from '@rookery/benchmark-storage';
import { openDatabase, type Database } from '@rookery/shared-database';
import { sql } from 'kysely';

const SHAPE = { scenarios: 14_000, people: 8_400, models: 6 };
const RESAMPLES = 2000;
const PLAIN_RESAMPLES = 20;
const ROUNDS = 3;
const ONE_CORE = 'on-one-core';

if (process.argv[2] !== ONE_CORE) {
  const bound = spawnSync('taskset', ['-c', '0', process.execPath, import.meta.filename, ONE_CORE], {
    stdio: 'inherit',
  });
  if (bound.error === undefined) process.exit(bound.status ?? 1);
  console.error('taskset is not here: the database may use other cores');
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const megabytes = (): number => process.memoryUsage.rss() / 1e6;

function print(metric: string, value: number, unit: string, baseline: number | null): void {
  const round = (x: number): number => Number(x.toPrecision(4));
  const ratio = baseline === null ? null : round(value / baseline);
  const shown = baseline === null ? null : round(baseline);
  console.log(JSON.stringify({ bench: 'report', metric, value: round(value), unit, baseline: shown, ratio }));
}

interface Row {
  readonly profile_key: string;
  readonly model: string;
  readonly status: string;
  readonly scenario_id: string;
  readonly total: number;
}

/** What one would write without the database's help: means, differences of all pairs, and ranks over resamples. */
async function plain(
  database: Database,
  run: RunRecord,
): Promise<{ readonly ms: number; readonly ranked: number }> {
  const start = performance.now();
  const { rows } = await sql<Row>`
    SELECT profile_key, model, status, scenario_id, risk_sensitivity + emotional_empathy + user_alignment AS total
      FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
     WHERE run_id = ${run.id} AND state = 'scored'`.execute(
    database.tables<BenchmarkTables>(BENCHMARK_SCHEMA),
  );
  const cells = Map.groupBy(rows, ({ model, status }) => `${status} ${model}`);
  for (const own of cells.values())
    clusteredMean(momentsOf(own.map((row) => [row.profile_key, row.total])), 1 / 3);
  for (const status of run.spec.statuses) {
    run.spec.models.forEach((model, place) => {
      const own = new Map(cells.get(`${status} ${model}`)?.map((row) => [row.scenario_id, row]));
      for (const other of run.spec.models.slice(place + 1)) {
        const pairs = (cells.get(`${status} ${other}`) ?? []).flatMap((row) => {
          const found = own.get(row.scenario_id);
          return found === undefined ? [] : [[row.profile_key, row.total - found.total] as const];
        });
        clusteredMean(momentsOf(pairs), 1 / 3);
      }
    });
  }
  const added = performance.now() - start;
  const people = [...Map.groupBy(rows, ({ profile_key }) => profile_key).values()];
  const draws = drawsOf(1);
  const resampling = performance.now();
  let ranked = 0;
  for (let resample = 0; resample < PLAIN_RESAMPLES; resample += 1) {
    const sums = new Map<string, { size: number; total: number }>();
    for (let draw = 0; draw < people.length; draw += 1) {
      for (const { status, model, total } of people[draws.below(people.length)] ?? []) {
        const key = `${status} ${model}`;
        const sum = sums.get(key) ?? { size: 0, total: 0 };
        sums.set(key, { size: sum.size + 1, total: sum.total + total });
      }
    }
    ranked += [...sums].sort(([, a], [, b]) => b.total / b.size - a.total / a.size).length;
  }
  const each = (performance.now() - resampling) / PLAIN_RESAMPLES;
  return { ms: added + each * RESAMPLES, ranked };
}

const folder = await mkdtemp(join(tmpdir(), 'rookery-report-bench-'));
const database = await openDatabase({
  dataFolder: folder,
  service: 'bench',
  log: { info: () => undefined, warn: () => undefined },
});
try {
  const run = await madeUpRun(database, SHAPE);
  const times: number[] = [];
  const processor: number[] = [];
  let most = megabytes();
  const watch = setInterval(() => (most = Math.max(most, megabytes())), 5);
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    const before = process.cpuUsage();
    const report = await buildReport(database, run);
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    processor.push((user + system) / 1000);
    if (report.leaderboard.some(({ bestRank }) => bestRank === undefined))
      throw new Error('a place has no rank');
  }
  clearInterval(watch);
  const baseline = await plain(database, run);
  print('336k_results_ms', median(times), 'ms', baseline.ms);
  print('336k_results_processor_ms', median(processor), 'ms of this process, without the database', null);
  print('336k_results_memory_mb', most, 'MB, most that this process had', megabytes());
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}
