import { buildToWire, type BuildControl, type BuildProgress } from '@rookery/benchmark-library-builds';
import {
  idsIn,
  type LibraryBuildServiceImplementation,
  type LibraryBuildSpec,
} from '@rookery/shared-contracts';
import { readerOf } from '@rookery/shared-database';
import type { Jobs } from '@rookery/shared-jobs';
import { callContext } from '@rookery/shared-runtime';
import { required } from './required.ts';

export interface LibraryBuildHandlerParts {
  readonly jobs: Jobs<LibraryBuildSpec, BuildProgress>;
  readonly control: BuildControl;
}

/** The handlers of LibraryBuildService: unpack, call, pack. */
export function libraryBuildHandlers({
  jobs,
  control,
}: LibraryBuildHandlerParts): LibraryBuildServiceImplementation {
  const reader = () => readerOf(callContext().caller);
  return {
    async createLibraryBuild({ requestId, spec }, { signal }) {
      const asked = required('spec', spec);
      return { build: buildToWire(await control.create(callContext().caller, requestId, asked, signal)) };
    },

    async getLibraryBuild({ name }) {
      return { build: buildToWire(await jobs.get(reader(), idsIn(name)[0])) };
    },

    async listLibraryBuilds(page) {
      const { items, nextPageToken } = await jobs.list(reader(), page);
      return { builds: items.map(buildToWire), nextPageToken };
    },

    async *watchLibraryBuild({ name }, { signal }) {
      callContext().endOnStop();
      for await (const build of jobs.watch(reader(), idsIn(name)[0], signal))
        yield { build: buildToWire(build) };
    },

    async resumeLibraryBuild({ name, maxCalls, maxCostUsd }) {
      return { build: buildToWire(await jobs.resume(reader(), idsIn(name)[0], { maxCalls, maxCostUsd })) };
    },

    async cancelLibraryBuild({ name }) {
      return { build: buildToWire(await jobs.cancel(reader(), idsIn(name)[0])) };
    },

    async deleteLibraryBuild({ name }) {
      await jobs.delete(reader(), idsIn(name)[0]);
      return {};
    },
  };
}
