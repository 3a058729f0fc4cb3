// The report of a large run: 14,000 scenarios of 8,400 people, 6 models, 4 statuses, 336,000 results in an embedded PostgreSQL, with
// 2,000 bootstraps of people for the ranks of models. Everything, the database too, is kept on one core where the system can do that
// (taskset); the results are written before the clock starts. Against the plain implementation: read every row and add up in
// JavaScript, and resample people by going through their rows, which is done for 20 resamples and counted for 2,000. Each of the
// two has a process of its own, whose memory is what it had at most.
//
//     npm run bench -- report
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildReport } from '@rookery/benchmark-reports';
import { madeUpRun } from '@rookery/benchmark-reports/testing';
import { clusteredMean, drawsOf, momentsOf } from '@rookery/benchmark-statistics';
import type { RunRecord } from '@rookery/benchmark-storage';
import { IdleRuns } from '@rookery/benchmark-storage/testing';
import { openDatabase, type Database } from '@rookery/shared-database';

const SHAPE = { scenarios: 14_000, people: 8_400, models: 6 };
const RESAMPLES = 2000;
const PLAIN_RESAMPLES = 20;
const ROUNDS = 3;

/** What a process found, as it prints it for the one that started it. */
interface Found {
  readonly ms: number;
  /** Of this process and of those of the database that worked for it. */
  readonly processorMs: number;
  readonly memoryMb: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function print(metric: string, value: number, unit: string, baseline: number): void {
  const round = (x: number): number => Number(x.toPrecision(4));
  const line = {
    metric,
    value: round(value),
    unit,
    baseline: round(baseline),
    ratio: round(value / baseline),
  };
  console.log(JSON.stringify({ bench: 'report', ...line }));
}

const open = (dataFolder: string, databaseUrl?: string): Promise<Database> =>
  openDatabase({
    dataFolder,
    databaseUrl,
    service: 'bench',
    log: { info: () => undefined, warn: () => undefined },
  });

const [, , part, url = '', id = ''] = process.argv;
if (part === 'ours' || part === 'plain') {
  const database = await open('', url);
  const runs = await IdleRuns.open(database);
  const run = await runs.jobs.get('everyone', id);
  await runs.jobs.stop();
  console.log(JSON.stringify(await measured(database, run, part)));
  await database.close();
} else if (part === 'on-one-core') {
  await compare();
} else {
  const bound = spawnSync('taskset', ['-c', '0', process.execPath, import.meta.filename, 'on-one-core'], {
    stdio: 'inherit',
  });
  if (bound.error === undefined) process.exit(bound.status ?? 1);
  console.error('taskset is not here: the database may use other cores');
  await compare();
}

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-report-bench-'));
  const database = await open(folder);
  try {
    const run = await madeUpRun(database, SHAPE);
    const [ours, baseline] = (['ours', 'plain'] as const).map((which) => {
      const child = spawnSync(
        process.execPath,
        [import.meta.filename, which, database.connectionString, run.id],
        { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
      );
      if (child.status !== 0) throw new Error(`${which} ended with ${child.status}`);
      return JSON.parse(child.stdout) as Found;
    });
    if (ours === undefined || baseline === undefined) throw new Error('a part is missing');
    print('336k_results_ms', ours.ms, 'ms', baseline.ms);
    print(
      '336k_results_processor_ms',
      ours.processorMs,
      'ms of processor, the database too',
      baseline.processorMs,
    );
    print(
      '336k_results_memory_mb',
      ours.memoryMb,
      'MB of the process, without the database',
      baseline.memoryMb,
    );
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(database: Database, run: RunRecord, which: 'ours' | 'plain'): Promise<Found> {
  const times: number[] = [];
  const processor: number[] = [];
  const rounds = which === 'ours' ? ROUNDS : 1;
  for (let round = 0; round < rounds; round += 1) {
    const [start, before] = [performance.now(), await processorOf(database)];
    const extra = which === 'ours' ? await ours(database, run) : await plain(database, run);
    // What is counted instead of done is all of this process.
    times.push(performance.now() - start + extra);
    processor.push((await processorOf(database)) - before + extra);
  }
  return {
    ms: median(times),
    processorMs: median(processor),
    memoryMb: process.resourceUsage().maxRSS / 1000,
  };
}

/** Milliseconds of processor of this process and of the database's for it, where the system tells (/proc). */
async function processorOf(database: Database): Promise<number> {
  const { user, system } = process.cpuUsage();
  const { rows } = await database.pool.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name LIKE '%bench%' OR pid = pg_backend_pid()",
  );
  const hundredths = rows.map(({ pid }) => {
    try {
      const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
      const numbers = fields.split(' ').map(Number);
      return (numbers[11] ?? 0) + (numbers[12] ?? 0);
    } catch {
      return 0;
    }
  });
  return (user + system) / 1000 + hundredths.reduce((sum, one) => sum + one * 10, 0);
}

async function ours(database: Database, run: RunRecord): Promise<number> {
  const report = await buildReport(database, run);
  if (report.leaderboard.some(({ bestRank }) => bestRank === undefined))
    throw new Error('a place has no rank');
  return 0;
}

interface Row {
  readonly profile_key: string;
  readonly model: string;
  readonly status: string;
  readonly scenario_id: string;
  readonly total: number;
}

/**
 * What one would write first: means, differences of all pairs, and ranks over resamples.
 *
 * @returns milliseconds that the resamples which were not done would have taken
 */
async function plain(database: Database, run: RunRecord): Promise<number> {
  const { rows } = await database.pool.query<Row>(
    `SELECT profile_key, model, status, scenario_id, risk_sensitivity + emotional_empathy + user_alignment AS total
       FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
      WHERE run_id = $1 AND state = 'scored'`,
    [run.id],
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
  if (ranked === 0) throw new Error('nothing was ranked');
  return ((performance.now() - resampling) / PLAIN_RESAMPLES) * (RESAMPLES - PLAIN_RESAMPLES);
}
