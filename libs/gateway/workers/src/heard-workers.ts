import type { Worker } from '@rookery/shared-contracts';
import type { LeaseRow, LeaseStore } from './lease-store.ts';

/** A worker as it is listed, and the registration that it is made of. */
interface Heard {
  readonly registration: string;
  readonly worker: Worker;
}

/** Workers made of leases. Each says what it is once, when it registers; its load comes with every renewal. */
export class HeardWorkers {
  readonly #store: Pick<LeaseStore, 'workers'>;
  #heard: ReadonlyMap<string, Heard> = new Map();
  #listed: readonly Worker[] = [];

  constructor(store: Pick<LeaseStore, 'workers'>) {
    this.#store = store;
  }

  /** In the order of the leases that `update` was given last. */
  get listed(): readonly Worker[] {
    return this.#listed;
  }

  has(id: string): boolean {
    return this.#heard.has(id);
  }

  /**
   * Lists the workers of these leases.
   * @returns whether that has changed the list, which is a new array then
   */
  async update(leases: readonly LeaseRow[]): Promise<boolean> {
    const unheard = leases.filter(
      ({ worker, registration }) => this.#heard.get(worker)?.registration !== registration,
    );
    const said = await this.#store.workers(unheard.map(({ registration }) => registration));
    const heard = new Map<string, Heard>();
    for (const { worker: id, registration, inFlight, callsPerSecond } of leases) {
      const known = this.#heard.get(id);
      const worker = said.get(registration) ?? known?.worker;
      // It registered anew between the two statements, and is read with the next look.
      if (worker === undefined) continue;
      const same =
        worker === known?.worker && worker.inFlight === inFlight && worker.callsPerSecond === callsPerSecond;
      heard.set(id, same ? known : { registration, worker: { ...worker, inFlight, callsPerSecond } });
    }
    const listed = [...heard.values()].map(({ worker }) => worker);
    this.#heard = heard;
    const changed =
      listed.length !== this.#listed.length || listed.some((worker, index) => worker !== this.#listed[index]);
    if (changed) this.#listed = listed;
    return changed;
  }
}
