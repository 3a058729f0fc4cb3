import {
  erasureToWire,
  type ErasureProgress,
  type ErasureSpec,
  type PersonControl,
} from '@rookery/benchmark-people';
import { idsIn, type PersonServiceImplementation } from '@rookery/shared-contracts';
import { readerOf } from '@rookery/shared-database';
import type { Jobs } from '@rookery/shared-jobs';
import { callContext } from '@rookery/shared-runtime';
import { required } from './required.ts';

export interface PersonHandlerParts {
  readonly jobs: Jobs<ErasureSpec, ErasureProgress>;
  readonly control: PersonControl;
}

/** The handlers of PersonService: unpack, call, pack. */
export function personHandlers({ jobs, control }: PersonHandlerParts): PersonServiceImplementation {
  const reader = () => readerOf(callContext().caller);
  return {
    async erasePerson({ requestId, person }) {
      const erasure = await control.erase(callContext().caller, requestId, required('person', person));
      return { erasure: erasureToWire(erasure) };
    },

    async getErasure({ name }) {
      return { erasure: erasureToWire(await jobs.get(reader(), idsIn(name)[0])) };
    },

    async listErasures(page) {
      const { items, nextPageToken } = await jobs.list(reader(), page);
      return { erasures: items.map(erasureToWire), nextPageToken };
    },

    async *watchErasure({ name }, { signal }) {
      callContext().endOnStop();
      for await (const erasure of jobs.watch(reader(), idsIn(name)[0], signal))
        yield { erasure: erasureToWire(erasure) };
    },

    async *exportPerson({ person }, { signal }) {
      for await (const json of control.export(callContext().caller, required('person', person), signal))
        yield { json };
    },
  };
}
