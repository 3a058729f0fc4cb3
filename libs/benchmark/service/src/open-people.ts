import { Erasures, ErasureStore, Everywhere, PersonControl } from '@rookery/benchmark-people';
import { BENCHMARK_PLACES, BENCHMARK_SCHEMA } from '@rookery/benchmark-storage';
import type { HoldingServiceClient } from '@rookery/shared-contracts';
import { Holding } from '@rookery/shared-holding';
import { openJobs, type JobsOptions } from '@rookery/shared-jobs';
import type { PersonHandlerParts } from './person-handlers.ts';

/** What jobs are opened with, whatever their kind. */
type CommonParts = Pick<JobsOptions<unknown, unknown>, 'database' | 'log' | 'runAsJob'>;

/** Erasures and exports of people: of what is kept here, and behind the gateway. */
export async function openPeople(
  common: CommonParts,
  gateway: HoldingServiceClient,
): Promise<PersonHandlerParts> {
  const { database, log } = common;
  const store = new ErasureStore(database);
  const everywhere = new Everywhere(new Holding({ database, places: BENCHMARK_PLACES }), gateway);
  const jobs = await openJobs({
    ...common,
    schema: BENCHMARK_SCHEMA,
    kind: new Erasures(store, everywhere, log),
  });
  return { jobs, control: new PersonControl({ database, jobs, store, everywhere }) };
}
