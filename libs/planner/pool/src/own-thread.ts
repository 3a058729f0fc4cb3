import { createSearch } from '@rookery/shared-core';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SearchHost } from './search-host.ts';
import { REPORT_MS, SimulatedSearch, SLICE_MS } from './simulation.ts';

/** Searches on the thread that asks for them: its event loop waits for every step of theirs. */
export const ownThread: SearchHost = {
  start: createSearch,
  async *simulate(simulation, signal) {
    using search = new SimulatedSearch(simulation);
    let reported = performance.now();
    while (!signal.aborted && !search.advance(SLICE_MS)) {
      if (performance.now() - reported >= REPORT_MS) {
        reported = performance.now();
        yield { kind: 'report', report: search.report() };
      }
      await nextTurn();
    }
    yield { kind: 'result', result: search.result() };
  },
};
