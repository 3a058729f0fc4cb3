// What the planner service still gets done when it is asked for more than it can do: goodput (paths that came in time,
// per second) at one, two and five times the knee, and right after. The whole platform runs as `rookery up` on a data
// folder of its own; searches are about problems of the simulated world, so that the planning core is what is loaded, and
// the load comes through the gateway, in an open loop. The levels are measured in turn, several rounds back to back,
// so that what else the machine does falls on all of them. Generator, gateway and planner share the machine, and on a small
// one sending and forwarding what is refused takes part of what the planner had at the knee; so paths for each second
// of CPU that the planner got are told too: those are the planner's own doing.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  constantRate,
  findKnee,
  runLoad,
  type LoadPlan,
  type LoadResult,
  type LoadTarget,
} from '@rookery/cli-load';
import { planTarget } from '@rookery/cli-load-targets';

const LEVELS = [1, 2, 5] as const;
const ROUNDS = 3;
/** Deadline of a call and the p99 that makes the knee, in milliseconds. */
const DEADLINE_MS = 2_000;
const P99_LIMIT_MS = 500;
const SECONDS = { probe: 4, measured: 8 };
const SEARCH = { model: undefined, depth: 5, budget: 300 };
/** The default, whose searches think for tens of milliseconds, and one whose searches cost little more than a refusal. */
const PLANNERS = ['path-kg', 'raise-mcts'] as const;

type Level = (typeof LEVELS)[number];

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

async function startPlatform(dataFolder: string): Promise<{ address: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['apps/cli/bin/rookery.js', '--json', 'up', '--port', '0'], {
    env: { ...process.env, ROOKERY_DATA: dataFolder, ROOKERY_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { address } = JSON.parse(line) as { address: string };
    return { address, child };
  }
  throw new Error('the platform did not start');
}

/** @param warmUpSeconds before measuring: a deadline's length, so that what is measured is a lasting overload */
function offer(
  target: LoadTarget,
  rate: number,
  seconds: number,
  warmUpSeconds: number,
): Promise<LoadResult> {
  const plan: LoadPlan = {
    profile: constantRate(rate, seconds),
    spacing: 'poisson',
    seed: 1,
    warmUpSeconds,
    maxCalls: 1_000_000,
    maxInFlight: 10_000,
    timeoutMs: DEADLINE_MS,
  };
  return runLoad(target, plan, stop.signal);
}

async function kneeOf(target: LoadTarget): Promise<number> {
  const knee = await findKnee({
    startRate: 50,
    lowestRate: 1,
    highestRate: 20_000,
    p99LimitMs: P99_LIMIT_MS,
    precision: 0.1,
    tries: 2,
    confirmations: 2,
    maxProbes: 25,
    probe: async (rate) => {
      const { interrupted, p99OfAll, achievedRate, lag, server } = await offer(
        target,
        rate,
        SECONDS.probe,
        1,
      );
      if (interrupted) return undefined;
      return { rate, p99Ms: p99OfAll, achievedRate, lagP99Ms: lag?.p99 ?? 0, processes: server.processes };
    },
    onProbe: ({ rate, p99Ms, passed }) =>
      console.error(
        `knee: ${rate.toFixed(1)}/s, p99 ${Math.round(p99Ms)} ms, ${passed ? 'passed' : 'failed'}`,
      ),
  });
  if (knee.rate === undefined) throw new Error(`no knee was found: ${knee.end}`);
  return knee.rate;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function report(metric: string, value: number, unit: string, baseline: string, ratio: number): void {
  const round = (number: number): number => Math.round(number * 1000) / 1000;
  console.log(
    JSON.stringify({
      bench: 'overload',
      metric,
      value: round(value),
      unit,
      baseline,
      ratio: round(ratio),
    }),
  );
}

/** Of the calls that were let in, those that came in time. */
function keptShare({ outcomes }: LoadResult): number {
  const { OK = 0, PARTIAL = 0, DEADLINE_EXCEEDED = 0 } = outcomes;
  return OK / (OK + PARTIAL + DEADLINE_EXCEEDED);
}

/** OK answers for each second of CPU that the planner's process got. */
function pathsPerCpuSecond({ achievedRate, server }: LoadResult): number {
  return achievedRate / (server.processes.find(({ name }) => name === 'planner')?.cpuCores ?? NaN);
}

/** Cores used by the generator and by each process, busiest first, for whoever watches. */
function coresOf({ generator, server }: LoadResult): string {
  return [{ name: 'generator', cpuCores: generator?.cpuCores ?? NaN }, ...server.processes]
    .toSorted((a, b) => b.cpuCores - a.cpuCores)
    .slice(0, 3)
    .map(({ name, cpuCores }) => `${name} ${cpuCores.toFixed(2)}`)
    .join(', ');
}

/** What was measured of one planner. */
class Overload {
  readonly #planner: string;
  readonly #target: LoadTarget;
  readonly #results: Record<Level, LoadResult[]> = { 1: [], 2: [], 5: [] };
  readonly #recovered: number[] = [];
  #knee = NaN;

  constructor(planner: string, address: string) {
    this.#planner = planner;
    const endpoint = { address, headers: {}, connections: 4, timeoutMs: DEADLINE_MS };
    this.#target = planTarget(endpoint, { ...SEARCH, planner });
  }

  async findKnee(): Promise<void> {
    this.#knee = await kneeOf(this.#target);
  }

  async round(): Promise<void> {
    for (const level of LEVELS) {
      stop.signal.throwIfAborted();
      const result = await offer(this.#target, level * this.#knee, SECONDS.measured, DEADLINE_MS / 1000);
      this.#results[level].push(result);
      console.error(
        `${this.#planner}: ${level}x, ${result.achievedRate.toFixed(2)} paths/s, ${JSON.stringify(result.outcomes)}, cores: ${coresOf(result)}`,
      );
    }
    // Straight after the highest level, with no time to recover in.
    const { outcomes, offered } = await offer(this.#target, this.#knee / 2, SECONDS.measured / 2, 0);
    this.#recovered.push((outcomes.OK ?? 0) / offered);
  }

  report(): void {
    const name = this.#planner.replace('-', '_');
    const ratioAt = (level: Level, figure: (result: LoadResult) => number): number =>
      median(
        this.#results[level].map((result, round) => {
          const atKnee = this.#results[1][round];
          return atKnee === undefined ? NaN : figure(result) / figure(atKnee);
        }),
      );
    for (const level of LEVELS) {
      const goodput = ({ achievedRate }: LoadResult): number => achievedRate;
      const value = median(this.#results[level].map(goodput));
      const baseline = 'goodput at the knee in the same round';
      report(`${name}_goodput_at_${level}x`, value, 'paths/s', baseline, ratioAt(level, goodput));
    }
    const perCpu = median(this.#results[5].map(pathsPerCpuSecond));
    const atKnee = 'the same at the knee in the same round';
    report(`${name}_per_planner_cpu_at_5x`, perCpu, 'paths/CPU s', atKnee, ratioAt(5, pathsPerCpuSecond));
    const kept = median(this.#results[5].map(keptShare));
    report(`${name}_in_time_at_5x`, kept, 'share of the calls let in', 'all of them', kept);
    const after = median(this.#recovered);
    report(`${name}_ok_right_after_5x`, after, 'share of calls at half the knee', 'all of them', after);
  }

  close(): void {
    this.#target.close();
  }
}

const dataFolder = await mkdtemp(join(tmpdir(), 'rookery-overload-'));
const { address, child } = await startPlatform(dataFolder);
const measured = PLANNERS.map((planner) => new Overload(planner, address));
try {
  for (const overload of measured) await overload.findKnee();
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const overload of measured) await overload.round();
  }
  for (const overload of measured) overload.report();
} finally {
  for (const overload of measured) overload.close();
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
  await rm(dataFolder, { recursive: true, force: true });
}
