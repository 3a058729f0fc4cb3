import { invalidArgument } from '@rookery/shared-errors';

/** A stretch of time in which the rate goes from one value to another in a straight line. */
export interface Phase {
  /** Length in seconds, above 0. */
  readonly seconds: number;
  /** Calls per second at its start, 0 or more. */
  readonly from: number;
  /** Calls per second at its end, 0 or more. */
  readonly to: number;
}

/** How many calls are offered, second by second. */
export type RateProfile = readonly Phase[];

/** Calls per second that anything here offers at most. */
export const HIGHEST_RATE = 1_000_000;
const MOST_STEPS = 1000;

/** The same rate all the time. */
export function constantRate(rate: number, seconds: number): RateProfile {
  return [{ seconds, from: rate, to: rate }];
}

/** `steps` equal stretches whose rates climb (or fall) from `from` to `to`, each constant in itself. */
function stepped(from: number, to: number, steps: number, seconds: number): RateProfile {
  return Array.from({ length: steps }, (_, step) => {
    const rate = steps === 1 ? to : from + ((to - from) * step) / (steps - 1);
    return { seconds: seconds / steps, from: rate, to: rate };
  });
}

const NOTATION = /^(?<from>\d+(?:\.\d+)?)(?:\.\.(?<to>\d+(?:\.\d+)?)(?:\/(?<steps>\d+))?)?$/;

/**
 * Reads a rate as the command line takes it: `200` is constant, `10..500` a ramp and `10..500/5` five steps, in calls
 * per second.
 * @throws RookeryError INVALID_ARGUMENT when it is none of these or out of range (above 0, at most 1,000,000)
 */
export function parseRate(text: string, seconds: number): RateProfile {
  const wrong = (what: string): Error => invalidArgument('rate', what);
  const parts = NOTATION.exec(text.trim())?.groups;
  if (parts === undefined) {
    throw wrong(
      `${JSON.stringify(text.slice(0, 40))} is not RATE, FROM..TO or FROM..TO/STEPS (calls per second)`,
    );
  }
  const [from, to] = [Number(parts['from']), Number(parts['to'] ?? parts['from'])];
  for (const rate of [from, to]) {
    if (!(rate > 0 && rate <= HIGHEST_RATE))
      throw wrong(`must be above 0 and at most ${HIGHEST_RATE} per second`);
  }
  if (parts['steps'] === undefined) return [{ seconds, from, to }];
  const steps = Number(parts['steps']);
  if (!(steps >= 1 && steps <= MOST_STEPS)) throw wrong(`has ${steps} steps, 1 to ${MOST_STEPS} are allowed`);
  return stepped(from, to, steps, seconds);
}

/** Length of the whole profile in seconds. */
export function secondsOf(profile: RateProfile): number {
  return profile.reduce((sum, phase) => sum + phase.seconds, 0);
}

/** Calls that the profile offers on average, the area under it. */
export function expectedCalls(profile: RateProfile): number {
  return profile.reduce((sum, phase) => sum + callsIn(phase), 0);
}

export function callsIn({ seconds, from, to }: Phase): number {
  return ((from + to) / 2) * seconds;
}
