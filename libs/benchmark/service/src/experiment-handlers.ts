import {
  experimentResults,
  experimentToWire,
  KNOWN_EXPERIMENTS,
  type ExperimentControl,
  type ExperimentProgress,
  type ExperimentStore,
  type StoredExperiment,
} from '@rookery/benchmark-experiments';
import type { RatingStore } from '@rookery/benchmark-storage';
import { idsIn, type ExperimentServiceImplementation } from '@rookery/shared-contracts';
import { readerOf, type Database } from '@rookery/shared-database';
import type { Jobs } from '@rookery/shared-jobs';
import { callContext } from '@rookery/shared-runtime';
import { required } from './required.ts';

export interface ExperimentHandlerParts {
  readonly database: Database;
  readonly jobs: Jobs<StoredExperiment, ExperimentProgress>;
  readonly control: ExperimentControl;
  readonly store: ExperimentStore;
  readonly ratings: RatingStore;
}

/** The handlers of ExperimentService: unpack, call, pack. */
export function experimentHandlers({
  jobs,
  control,
  ...parts
}: ExperimentHandlerParts): ExperimentServiceImplementation {
  const reader = () => readerOf(callContext().caller);
  return {
    async runExperiment({ requestId, spec }, { signal }) {
      const asked = required('spec', spec);
      return {
        experiment: experimentToWire(await control.create(callContext().caller, requestId, asked, signal)),
      };
    },

    listKnownExperiments() {
      return Promise.resolve({
        experiments: KNOWN_EXPERIMENTS.map(({ name, summary, paper }) => ({ name, summary, paper })),
      });
    },

    async getExperiment({ name }) {
      return { experiment: experimentToWire(await jobs.get(reader(), idsIn(name)[0])) };
    },

    async getExperimentResult({ name }) {
      return { results: await experimentResults(parts, await jobs.get(reader(), idsIn(name)[0])) };
    },

    async listExperiments(page) {
      const { items, nextPageToken } = await jobs.list(reader(), page);
      return { experiments: items.map(experimentToWire), nextPageToken };
    },

    async *watchExperiment({ name }, { signal }) {
      callContext().endOnStop();
      for await (const experiment of jobs.watch(reader(), idsIn(name)[0], signal))
        yield { experiment: experimentToWire(experiment) };
    },

    async resumeExperiment({ name, maxCalls, maxCostUsd }) {
      const resumed = await jobs.resume(reader(), idsIn(name)[0], { maxCalls, maxCostUsd });
      return { experiment: experimentToWire(resumed) };
    },

    async cancelExperiment({ name }, { signal }) {
      return { experiment: experimentToWire(await control.cancel(reader(), idsIn(name)[0], signal)) };
    },

    async deleteExperiment({ name }, { signal }) {
      await control.cancel(reader(), idsIn(name)[0], signal);
      await jobs.delete(reader(), idsIn(name)[0]);
      return {};
    },
  };
}
