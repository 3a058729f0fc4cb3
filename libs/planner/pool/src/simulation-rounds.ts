import { errorToParts, type FromWorker, type PackedSimulation } from './protocol.ts';
import { packPath } from './packing.ts';
import { REPORT_MS, SimulatedSearch, SLICE_MS, type Simulation } from './simulation.ts';

interface Running {
  readonly search: SimulatedSearch;
  reportedAt: number;
}

/**
 * The simulated searches of one worker: each works for a slice in turn, and between two slices the worker reads its
 * orders. So nothing waits for a long search.
 */
export class SimulationRounds {
  /** By call, in the order of their next turns. */
  readonly #running = new Map<number, Running>();
  readonly #send: (message: FromWorker) => void;
  #turning = false;

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
  }

  /** @throws RookeryError as `SimulatedSearch` does */
  add(call: number, simulation: Simulation): void {
    const search = new SimulatedSearch(simulation);
    this.#running.set(call, { search, reportedAt: performance.now() });
    if (!this.#turning) {
      this.#turning = true;
      setImmediate(this.#turn);
    }
  }

  /** Sends the best path so far as the result. One that is not there any more has sent its own. */
  stop(call: number): void {
    const running = this.#running.get(call);
    if (running !== undefined) this.#end(call, running);
  }

  drop(call: number): void {
    this.#running.get(call)?.search[Symbol.dispose]();
    this.#running.delete(call);
  }

  readonly #turn = (): void => {
    const [first] = this.#running;
    if (first === undefined) {
      this.#turning = false;
      return;
    }
    const [call, running] = first;
    this.#running.delete(call);
    this.#running.set(call, running);
    try {
      this.#work(call, running);
    } catch (caught) {
      this.drop(call);
      this.#send({ call, error: errorToParts(caught) });
    }
    setImmediate(this.#turn);
  };

  #work(call: number, running: Running): void {
    const ended = running.search.advance(SLICE_MS);
    const now = performance.now();
    if (ended) this.#end(call, running);
    else if (now - running.reportedAt >= REPORT_MS) {
      running.reportedAt = now;
      this.#send({ call, report: packed(running) });
    }
  }

  #end(call: number, running: Running): void {
    const result = packed(running);
    this.drop(call);
    this.#send({ call, result });
  }
}

function packed({ search }: Running): PackedSimulation {
  const result = search.result();
  return { ...result, best: packPath(result.best) };
}
