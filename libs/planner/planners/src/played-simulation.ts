import {
  REPORT_MS,
  SLICE_MS,
  type SimulatedTruth,
  type SimulationReport,
  type SimulationResult,
} from '@rookery/planner-pool';
import { untilAborted } from '@rookery/shared-concurrency';
import { asRookeryError } from '@rookery/shared-errors';
import { isPlannerFailure, type GuardedSearch } from '@rookery/shared-planner-backend';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SimulatedEvent } from './simulations.ts';

/** How a search ended whose planner failed, with the best path so far. */
export interface FailedSimulation extends SimulationReport {
  readonly end: 'planner_failed';
  readonly startValue: number | undefined;
  /** What the planner did wrong. */
  readonly plannerFailure: string;
}

/** What a search is played with. */
export interface PlayedWith {
  readonly truth: SimulatedTruth;
  /** Questions asked and answered together, 1 or more. */
  readonly batch: number;
  /** Ends the search with the best path so far. */
  readonly signal: AbortSignal;
  /** Closed at the end, however it comes. */
  readonly opened: Disposable;
}

/**
 * Plays a search of any planner on a simulated problem, in batches, as the core plays its own (`SimulatedSearch`).
 * @throws RookeryError the planner's failure when nothing was evaluated yet
 */
export async function* playedSimulation(
  search: GuardedSearch,
  { truth, batch, signal, opened }: PlayedWith,
): AsyncGenerator<SimulatedEvent, void, undefined> {
  using _ = opened;
  const ended = (end: SimulationResult['end'], best = search.lastPath()): SimulatedEvent => {
    return { kind: 'result', result: { ...report(best), end, startValue: truth.startValue } };
  };
  const report = (best: SimulationReport['best']): SimulationReport => {
    const { evaluationsTold: evaluations, budget } = search.progress();
    return { evaluations, budget, best };
  };
  let reported = performance.now();
  let turned = reported;
  try {
    for (;;) {
      // A planner of this process never lets go of the thread by itself.
      if (performance.now() - turned >= SLICE_MS) {
        await nextTurn();
        turned = performance.now();
      }
      const questions = await untilAborted(search.ask(batch), signal);
      if (questions.length === 0) break;
      await untilAborted(search.tell(questions.map((question) => truth.answer(question))), signal);
      if (performance.now() - reported < REPORT_MS) continue;
      reported = performance.now();
      yield { kind: 'report', report: report(await untilAborted(search.bestPath(), signal)) };
    }
    const best = await untilAborted(search.bestPath(), signal);
    const { evaluationsTold, budget } = search.progress();
    yield ended(evaluationsTold >= budget ? 'budget' : 'converged', best);
  } catch (caught) {
    if (signal.aborted) yield ended('stopped');
    else if (!isPlannerFailure(caught) || search.progress().evaluationsTold === 0) throw caught;
    else {
      const { message: plannerFailure } = asRookeryError(caught);
      const result = { ...report(search.lastPath()), startValue: truth.startValue };
      yield { kind: 'result', result: { ...result, end: 'planner_failed', plannerFailure } };
    }
  }
}
