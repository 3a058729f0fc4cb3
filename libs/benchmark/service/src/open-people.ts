import { Erasures, ErasureStore, Everywhere, PersonControl } from '@rookery/benchmark-people';
import { BENCHMARK_SCHEMA, benchmarkPlaces, type Contents } from '@rookery/benchmark-storage';
import type { HoldingServiceClient } from '@rookery/shared-contracts';
import { Holding } from '@rookery/shared-holding';
import { openJobs, type JobsOptions } from '@rookery/shared-jobs';
import type { KeyUpkeep } from '@rookery/shared-sealing';
import type { PersonHandlerParts } from './person-handlers.ts';

/** What jobs are opened with, whatever their kind. */
type CommonParts = Pick<JobsOptions<unknown, unknown>, 'database' | 'log' | 'runAsJob'>;

/** What is kept here, and who looks after its keys; undefined: it lies as it is. */
export interface HeldContents {
  readonly contents: Contents;
  readonly upkeep: KeyUpkeep | undefined;
}

/** Erasures and exports of people: of what is kept here, and behind the gateway. */
export async function openPeople(
  common: CommonParts,
  { contents, upkeep }: HeldContents,
  gateway: HoldingServiceClient,
): Promise<PersonHandlerParts> {
  const { database, log } = common;
  const store = new ErasureStore(database);
  const here = new Holding({
    database,
    places: benchmarkPlaces(contents),
    afterwards: async () => {
      await upkeep?.replaceWhatIsDue();
      return upkeep !== undefined;
    },
  });
  const everywhere = new Everywhere(here, gateway);
  const jobs = await openJobs({
    ...common,
    schema: BENCHMARK_SCHEMA,
    kind: new Erasures(store, everywhere, log),
  });
  return { jobs, control: new PersonControl({ database, contents, jobs, store, everywhere }) };
}
