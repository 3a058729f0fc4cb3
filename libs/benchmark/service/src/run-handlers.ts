import { buildReport, derivedPairs, measureDrift, planPower } from '@rookery/benchmark-reports';
import type { RunControl } from '@rookery/benchmark-runs';
import { RUN_DEFAULTS, type RunSettings } from '@rookery/benchmark-samples';
import type { ResultStore, RunProgress } from '@rookery/benchmark-storage';
import {
  forecastToWire,
  judgingFromWire,
  resultOrderFromWire,
  resultSelectionFromWire,
  resultToWire,
  runToWire,
  settingsFromWire,
} from '@rookery/benchmark-wire';
import {
  idsIn,
  RejudgeRunRequest,
  ResultView,
  RunSpec,
  type RunServiceImplementation,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { readerOf, type Database } from '@rookery/shared-database';
import { requestDigest, type Jobs } from '@rookery/shared-jobs';
import { callContext } from '@rookery/shared-runtime';
import { required } from './required.ts';

export interface RunHandlerParts {
  readonly database: Database;
  readonly jobs: Jobs<RunSettings, RunProgress>;
  readonly control: RunControl;
  readonly results: ResultStore;
}

/** The handlers of RunService: unpack, call, pack. */
export function runHandlers({ database, jobs, control, results }: RunHandlerParts): RunServiceImplementation {
  const reader = () => readerOf(callContext().caller);
  return {
    async estimateRun({ spec }, { signal }) {
      const settings = settingsFromWire(required('spec', spec));
      return { estimate: forecastToWire(await control.estimate(callContext().caller, settings, signal)) };
    },

    async createRun({ requestId, spec }, { signal }) {
      const asked = required('spec', spec);
      const { maxCalls, maxCostUsd } = asked;
      const run = await control.create(
        callContext().caller,
        {
          requestId,
          digest: requestDigest(RunSpec.toJSON(asked)),
          settings: settingsFromWire(asked),
          limits: { maxCalls, maxCostUsd },
        },
        signal,
      );
      return { run: runToWire(run) };
    },

    async rejudgeRun(asked, { signal }) {
      const { requestId, name, judgeModel, judgeMaxOutputTokens, seed, concurrency, maxCalls, maxCostUsd } =
        asked;
      const inFlight = asked.batch === true ? { concurrency: RUN_DEFAULTS.batchConcurrency } : {};
      const run = await control.rejudge(
        callContext().caller,
        {
          requestId,
          digest: requestDigest(RejudgeRunRequest.toJSON({ ...asked, requestId: '' })),
          source: idsIn(name)[0],
          changes: {
            judgeModel,
            ...judgingFromWire('', asked),
            ...(judgeMaxOutputTokens === undefined ? {} : { judgeMaxOutputTokens }),
            ...(seed === undefined ? {} : { seed }),
            ...(concurrency === 0 ? inFlight : { concurrency }),
          },
          limits: { maxCalls, maxCostUsd },
        },
        signal,
      );
      return { run: runToWire(run) };
    },

    async getDerivedPairs({ name }) {
      return { pairs: await derivedPairs(database, await jobs.get(reader(), idsIn(name)[0])) };
    },

    async getDrift({ name, base }) {
      const run = await jobs.get(reader(), idsIn(name)[0]);
      const from = base === '' ? run.spec.answersOf : idsIn(base)[0];
      if (from === undefined) {
        throw invalidArgument(
          'base',
          `is empty, and ${name} judges no other run's answers; name a run to compare with`,
        );
      }
      return { drift: await measureDrift(database, await jobs.get(reader(), from), run) };
    },

    async getRun({ name }) {
      return { run: runToWire(await jobs.get(reader(), idsIn(name)[0])) };
    },

    async listRuns(page) {
      const { items, nextPageToken } = await jobs.list(reader(), page);
      return { runs: items.map(runToWire), nextPageToken };
    },

    async cancelRun({ name }) {
      return { run: runToWire(await jobs.cancel(reader(), idsIn(name)[0])) };
    },

    async resumeRun({ name, maxCalls, maxCostUsd }) {
      return { run: runToWire(await jobs.resume(reader(), idsIn(name)[0], { maxCalls, maxCostUsd })) };
    },

    async *watchRun({ name }, { signal }) {
      callContext().endOnStop();
      for await (const run of jobs.watch(reader(), idsIn(name)[0], signal)) yield { run: runToWire(run) };
    },

    async deleteRun({ name }) {
      await control.delete(reader(), idsIn(name)[0]);
      return {};
    },

    async listResults({ parent, view, filter, order, ...page }) {
      const run = await jobs.get(reader(), idsIn(parent)[0]);
      const selection = resultSelectionFromWire(filter);
      const { items, nextPageToken } = await results.list(
        run.id,
        selection,
        { order: resultOrderFromWire(order), withTexts: view === ResultView.FULL },
        page,
      );
      return { results: items.map(resultToWire), nextPageToken };
    },

    async getReport({ name }) {
      return { report: await buildReport(database, await jobs.get(reader(), idsIn(name)[0])) };
    },

    async planPower({ name, difference, power, alpha, comparisons, repetitions, queriesPerPerson }) {
      const run = await jobs.get(reader(), idsIn(name)[0]);
      const plan = await planPower(database, run, {
        difference,
        power: power ?? 0.8,
        alpha: alpha ?? 0.05,
        comparisons: Math.max(1, comparisons),
        repetitions: Math.max(1, repetitions),
        queriesPerPerson,
      });
      return { plan };
    },
  };
}
