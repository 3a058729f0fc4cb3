import { createSearch, priorOf } from '@rookery/shared-planner-wasm';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fitApart } from './fit-apart.ts';
import type { SearchHost } from './search-host.ts';
import { REPORT_MS, SimulatedSearch, SLICE_MS } from './simulation.ts';

/** Searches on the thread that asks for them: its event loop waits for every step of theirs. Libraries are fitted elsewhere. */
export const ownThread: SearchHost = {
  start: (problem, planner, parameters, lesson) =>
    createSearch(problem, planner, parameters, lesson && priorOf(lesson)),
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
  fit: fitApart,
};
