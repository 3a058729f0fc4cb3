import { buildReport } from '@rookery/benchmark-reports';
import { watchRun, type RunControl } from '@rookery/benchmark-runs';
import {
  readPageToken,
  RESULT_KEY,
  RUN_KEY,
  SCENARIO_KEY,
  type PageRequest,
  type ResultStore,
  type RunStore,
  type ScenarioStore,
} from '@rookery/benchmark-storage';
import {
  forecastToWire,
  limitsFromWire,
  resultToWire,
  runId,
  runToWire,
  selectionFromWire,
  settingsFromWire,
} from '@rookery/benchmark-wire';
import type { BenchmarkServiceImplementation } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { invalidArgument } from '@rookery/shared-errors';
import { scenarioToWire } from '@rookery/shared-scenario';
import { callContext } from '@rookery/shared-runtime';
import { importScenarios } from './import-scenarios.ts';

export interface BenchmarkServiceParts {
  readonly database: Database;
  readonly scenarios: ScenarioStore;
  readonly runs: RunStore;
  readonly results: ResultStore;
  readonly control: RunControl;
}

const DEFAULT_PAGE = 50;

/** The handlers of BenchmarkService: unpack, call, pack. */
export function benchmarkService(parts: BenchmarkServiceParts): BenchmarkServiceImplementation {
  const { database, scenarios, runs, results, control } = parts;
  return {
    async importScenarios(requests, { signal }) {
      const summary = await importScenarios(scenarios, requests, signal);
      return { ...summary, rejections: [...summary.rejections] };
    },

    async listScenarios({ filter, pageSize, pageToken }) {
      const selection = selectionFromWire('filter', filter);
      const page = pageRequest(pageSize, pageToken, SCENARIO_KEY);
      const [{ items, nextToken }, totalSize] = await Promise.all([
        scenarios.list(selection, page),
        scenarios.count(selection),
      ]);
      return { scenarios: items.map(scenarioToWire), nextPageToken: nextToken, totalSize };
    },

    async getScenario({ name }) {
      return { scenario: scenarioToWire(await scenarios.get(name.slice('scenarios/'.length))) };
    },

    async estimateRun({ spec }, { signal }) {
      return { estimate: forecastToWire(await control.estimate(settingsFromWire(required(spec)), signal)) };
    },

    async createRun({ requestId, spec }, { signal }) {
      return { run: runToWire(await control.create(requestId, settingsFromWire(required(spec)), signal)) };
    },

    async getRun({ name }) {
      return { run: runToWire(await runs.get(runId(name))) };
    },

    async listRuns({ pageSize, pageToken }) {
      const { items, nextToken } = await runs.list(pageRequest(pageSize, pageToken, RUN_KEY));
      return { runs: items.map(runToWire), nextPageToken: nextToken };
    },

    async cancelRun({ name }) {
      return { run: runToWire(await control.cancel(runId(name))) };
    },

    async resumeRun({ name, ...limits }) {
      return { run: runToWire(await control.resume(runId(name), limitsFromWire(limits))) };
    },

    async *watchRun({ name }, { signal }) {
      callContext().endOnStop();
      for await (const run of watchRun(runs, runId(name), signal)) yield { run: runToWire(run) };
    },

    async listResults({ parent, pageSize, pageToken }) {
      const run = await runs.get(runId(parent));
      const { items, nextToken } = await results.list(run.id, pageRequest(pageSize, pageToken, RESULT_KEY));
      return { results: items.map(resultToWire), nextPageToken: nextToken };
    },

    async getReport({ name }) {
      return { report: await buildReport(database, await runs.get(runId(name))) };
    },
  };
}

function pageRequest(pageSize: number, pageToken: string, key: readonly RegExp[]): PageRequest {
  const after = readPageToken(pageToken, key);
  return { size: pageSize || DEFAULT_PAGE, ...(after === undefined ? {} : { after }) };
}

/** The edge has refused a missing one already; this tells the compiler. */
function required<Message>(spec: Message | undefined): Message {
  if (spec === undefined) throw invalidArgument('spec', 'is missing');
  return spec;
}
