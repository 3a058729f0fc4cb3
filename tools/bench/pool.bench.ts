// What the thread that serves calls has to wait for searches: the planner service under load, with its pool of search
// threads and with all searches on its own thread. Each is a real process with the same database; both are loaded in turn with the same
// calls, round after round, and medians over the rounds are printed. The load is closed: so many callers plan on
// simulated problems with path-kg, one after the other, while one more caller asks a cheap question every few milliseconds.
import { PlannerServiceDefinition, type PlannerServiceClient } from '@rookery/shared-contracts';
import { isRookeryError } from '@rookery/shared-errors';
import { client, connect } from '@rookery/shared-transport';
import { type StartedMessage } from '@rookery/shared-server';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nextMessage, startProcess, stopGently } from './gateway/processes.ts';
import type { EventLoopReport } from './pool/event-loop-monitor.ts';

const ROUNDS = 5;
const ROUND_MS = 4_000;
const CALLERS = 12;
const PROBE_MS = 5;
const OPTIONS = { planner: 'path-kg', depth: 5, budget: 60 };

type Way = 'pool' | 'own thread';

interface Service {
  readonly process: ChildProcess;
  readonly planner: PlannerServiceClient;
  readonly leave: () => void;
}

interface Figures {
  readonly event_loop_delay_p99_ms: number;
  readonly event_loop_delay_max_ms: number;
  readonly light_call_p99_ms: number;
  readonly plans_per_second: number;
}

const UNITS: Readonly<Record<keyof Figures, string>> = {
  event_loop_delay_p99_ms: 'ms',
  event_loop_delay_max_ms: 'ms',
  light_call_p99_ms: 'ms',
  plans_per_second: 'plans/s',
};

async function start(variables: Record<string, string>): Promise<Service> {
  const monitor = fileURLToPath(new URL('./pool/event-loop-monitor.ts', import.meta.url));
  const child = startProcess(
    '../../../apps/planner/src/main.ts',
    {
      ROOKERY_PORT: '0',
      ROOKERY_LOG_LEVEL: 'error',
      // Simulated problems need none of them.
      ROOKERY_GATEWAY_ADDRESS: '127.0.0.1:1',
      ROOKERY_JUDGE_ADDRESS: '127.0.0.1:1',
      ...variables,
    },
    ['--import', monitor],
  );
  const { started } = await nextMessage<StartedMessage>(child);
  const channel = connect(started.address);
  return {
    process: child,
    planner: client(PlannerServiceDefinition, channel),
    leave: () => {
      channel.close();
    },
  };
}

/** Plans until the time is up; how many paths came. */
async function call(planner: PlannerServiceClient, caller: number, until: number): Promise<number> {
  let paths = 0;
  for (let seed = caller; performance.now() < until; seed += CALLERS) {
    try {
      const request = { world: { settingsJson: '', seed: seed % 64 }, options: { ...OPTIONS, seed } };
      for await (const { event } of planner.plan(request)) if (event?.$case === 'path') paths += 1;
    } catch (caught) {
      if (!isRookeryError(caught) || caught.code !== 'RESOURCE_EXHAUSTED') throw caught;
      await pause(PROBE_MS);
    }
  }
  return paths;
}

/** Asks for the list of planners again and again; how long each answer took, milliseconds. */
async function probe(planner: PlannerServiceClient, until: number): Promise<number[]> {
  const took: number[] = [];
  while (performance.now() < until) {
    const began = performance.now();
    await planner.listPlanners({});
    took.push(performance.now() - began);
    await pause(PROBE_MS);
  }
  return took;
}

async function measure({ process: child, planner }: Service): Promise<Figures> {
  child.send('reset');
  const until = performance.now() + ROUND_MS;
  const callers = Array.from({ length: CALLERS }, (_, caller) => call(planner, caller, until));
  const probes = await probe(planner, until);
  const report = nextMessage<EventLoopReport>(child);
  child.send('report');
  const { p99, max } = await report;
  const paths = (await Promise.all(callers)).reduce((sum, count) => sum + count, 0);
  return {
    event_loop_delay_p99_ms: p99,
    event_loop_delay_max_ms: max,
    light_call_p99_ms: quantile(probes, 0.99),
    plans_per_second: (1000 * paths) / ROUND_MS,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const data = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
const services: Partial<Record<Way, Service>> = {};
try {
  const pooled = (services.pool = await start({ ROOKERY_DATA: data }));
  const alone = (services['own thread'] = await start({ ROOKERY_DATA: data, ROOKERY_SEARCH_THREADS: '0' }));
  const figures: Record<Way, Figures[]> = { pool: [], 'own thread': [] };
  // The first round only warms the processes up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [way, service] of [['pool', pooled] as const, ['own thread', alone] as const]) {
      const measured = await measure(service);
      if (round > 0) figures[way].push(measured);
      console.error(`round ${round} of ${ROUNDS}: ${way} ${JSON.stringify(measured)}`);
    }
  }
  for (const [metric, unit] of Object.entries(UNITS) as [keyof Figures, string][]) {
    const median = (way: Way): number =>
      quantile(
        figures[way].map((one) => one[metric]),
        0.5,
      );
    const line = { bench: 'pool', metric, value: rounded(median('pool')), unit };
    const ratio = rounded(median('pool') / median('own thread'));
    console.log(JSON.stringify({ ...line, baseline: 'own thread', ratio }));
  }
} finally {
  for (const service of Object.values(services)) {
    service.leave();
    await stopGently(service.process);
  }
  rmSync(data, { recursive: true, force: true });
}
