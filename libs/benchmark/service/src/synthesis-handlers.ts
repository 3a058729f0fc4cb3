import {
  synthesisReport,
  synthesisToWire,
  type SynthesisControl,
  type SynthesisProgress,
} from '@rookery/benchmark-synthesis';
import type { Contents } from '@rookery/benchmark-storage';
import { idsIn, type SynthesisServiceImplementation, type SynthesisSpec } from '@rookery/shared-contracts';
import { readerOf, type Database } from '@rookery/shared-database';
import type { Jobs } from '@rookery/shared-jobs';
import { callContext } from '@rookery/shared-runtime';
import { required } from './required.ts';

export interface SynthesisHandlerParts {
  readonly database: Database;
  readonly contents: Contents;
  readonly jobs: Jobs<SynthesisSpec, SynthesisProgress>;
  readonly control: SynthesisControl;
}

/** The handlers of SynthesisService: unpack, call, pack. */
export function synthesisHandlers({
  database,
  contents,
  jobs,
  control,
}: SynthesisHandlerParts): SynthesisServiceImplementation {
  const reader = () => readerOf(callContext().caller);
  return {
    async createSynthesis({ requestId, spec }, { signal }) {
      const asked = required('spec', spec);
      return {
        synthesis: synthesisToWire(await control.create(callContext().caller, requestId, asked, signal)),
      };
    },

    async getSynthesis({ name }) {
      return { synthesis: synthesisToWire(await jobs.get(reader(), idsIn(name)[0])) };
    },

    async getSynthesisReport({ name }) {
      return {
        report: await synthesisReport({ database, contents }, await jobs.get(reader(), idsIn(name)[0])),
      };
    },

    async listSyntheses(page) {
      const { items, nextPageToken } = await jobs.list(reader(), page);
      return { syntheses: items.map(synthesisToWire), nextPageToken };
    },

    async *watchSynthesis({ name }, { signal }) {
      callContext().endOnStop();
      for await (const synthesis of jobs.watch(reader(), idsIn(name)[0], signal))
        yield { synthesis: synthesisToWire(synthesis) };
    },

    async resumeSynthesis({ name, maxCalls, maxCostUsd }) {
      return {
        synthesis: synthesisToWire(await jobs.resume(reader(), idsIn(name)[0], { maxCalls, maxCostUsd })),
      };
    },

    async cancelSynthesis({ name }) {
      return { synthesis: synthesisToWire(await jobs.cancel(reader(), idsIn(name)[0])) };
    },

    async deleteSynthesis({ name }) {
      await jobs.delete(reader(), idsIn(name)[0]);
      return {};
    },
  };
}
