import type { Worker } from '@rookery/shared-contracts';

/** What a choice goes by, beside the model. */
export interface ChoiceState {
  /**
   * Calls of this process in flight, by worker id. They are newer than what workers report at each renewal.
   */
  readonly ownInFlight: ReadonlyMap<string, number>;
  /** Worker ids not to choose, because this call has tried them already. */
  readonly tried?: ReadonlySet<string>;
  /** Worker ids to choose only when nobody else serves the model: they failed a moment ago. */
  readonly avoided?: ReadonlySet<string>;
  /** A number in 0..1 that decides between equals, so that many callers do not all pick the first. */
  readonly tieBreak?: number;
}

/** Calls in flight as a share of what the worker takes at once: own plus reported over capacity. 0: idle. */
export function loadOf(worker: Worker, ownInFlight: ReadonlyMap<string, number>): number {
  const calls = worker.inFlight + (ownInFlight.get(worker.id) ?? 0);
  return calls / Math.max(1, worker.capacity);
}

function serves(worker: Worker, model: string): boolean {
  return worker.models.some((offered) => offered.id === model);
}

/**
 * The least loaded worker that serves the model, or undefined when none does that has not been tried. Pure:
 * the gateway and the services choose by the same rule.
 */
export function chooseWorker(
  workers: readonly Worker[],
  model: string,
  state: ChoiceState,
): Worker | undefined {
  const candidates = workers.filter((worker) => serves(worker, model) && !state.tried?.has(worker.id));
  const preferred = candidates.filter((worker) => !state.avoided?.has(worker.id));
  const pool = preferred.length > 0 ? preferred : candidates;
  const loads = pool.map((worker) => loadOf(worker, state.ownInFlight));
  const least = Math.min(...loads);
  const equals = pool.filter((_, index) => loads[index] === least);
  const index = Math.floor((state.tieBreak ?? 0) * equals.length);
  return equals[Math.min(index, equals.length - 1)];
}
