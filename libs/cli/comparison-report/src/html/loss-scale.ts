import type { ComparisonResult, MeanEstimate } from '@rookery/shared-contracts';
import { playedIn } from '../contender-name.ts';

/** Losses on a logarithmic axis. */
export interface LossScale {
  /** Round values with a line, ascending, score points. */
  readonly ticks: readonly number[];
  /** Where a loss stands between the lowest line (0) and the highest (1); what is lower stands at 0. */
  readonly place: (loss: number) => number;
}

/** Below a thousandth of a point nothing is told apart. */
const LEAST = 1e-3;
const DIGITS = [1, 2, 5];

/** One scale for all curves of a result, whatever their cell: what looks higher is higher. */
export function lossScale({ cells }: ComparisonResult): LossScale {
  const estimates = cells
    .flatMap((cell) => playedIn(cell).flatMap(({ checkpoints }) => checkpoints))
    .flatMap(({ loss, anytime }) => [loss, anytime])
    .filter((one): one is MeanEstimate => one !== undefined);
  const lowest = Math.max(LEAST, Math.min(1, ...estimates.map(({ mean }) => mean)));
  const highest = Math.max(LEAST, ...estimates.map(({ mean, halfWidth }) => mean + halfWidth));
  const ticks = roundValues(lowest, Math.max(highest, 2 * lowest));
  const [low, high] = [Math.log(ticks[0] ?? LEAST), Math.log(ticks.at(-1) ?? 1)];
  return {
    ticks,
    place: (loss) => (loss <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log(loss) - low) / (high - low)))),
  };
}

/** 1, 2 and 5 times powers of ten, from the last at or below `from` to the first at or above `to`. */
function roundValues(from: number, to: number): number[] {
  const values: number[] = [];
  const first = Math.floor(Math.log10(from) + 1e-9);
  const last = Math.ceil(Math.log10(to) - 1e-9);
  for (let power = first; power <= last; power += 1) {
    // As text, because 5e-3 is no sum of powers of two and should read as it is written.
    values.push(...DIGITS.map((digit) => Number(`${digit}e${power}`)));
  }
  const begin = values.findLastIndex((value) => value <= from * (1 + 1e-9));
  const end = values.findIndex((value) => value >= to * (1 - 1e-9));
  return values.slice(Math.max(0, begin), end + 1);
}
