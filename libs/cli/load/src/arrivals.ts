import { seededRandom } from './random.ts';
import { callsIn, type Phase, type RateProfile } from './rate-profile.ts';

/** How calls are spread: `even` at exact distances, `poisson` independently of each other, as many users would. */
export type Spacing = 'even' | 'poisson';

/**
 * Intended start times in milliseconds from the start of the profile, ascending. They depend on nothing but the
 * arguments: never on how fast the target answers.
 *
 * A call starts wherever the area under the rate reaches the next point of a process with rate 1 (time rescaling): whole
 * numbers give even spacing, sums of exponential gaps a Poisson process, for every shape of the rate.
 */
export function* arrivals(profile: RateProfile, spacing: Spacing, seed: number): Generator<number, void> {
  const next = spacing === 'even' ? evenPoints() : poissonPoints(seed);
  let point = next();
  let [phaseStart, areaBefore] = [0, 0];
  for (const phase of profile) {
    const area = callsIn(phase);
    while (point < areaBefore + area) {
      yield (phaseStart + secondsInto(phase, point - areaBefore)) * 1000;
      point = next();
    }
    phaseStart += phase.seconds;
    areaBefore += area;
  }
}

// Solves from t + (to - from) t^2 / (2 seconds) = area for t, in the form that loses no digits for nearly flat phases.
function secondsInto({ seconds, from, to }: Phase, area: number): number {
  if (area === 0) return 0;
  const slope = (to - from) / seconds;
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * area));
  return Math.min(seconds, (2 * area) / (from + root));
}

function evenPoints(): () => number {
  let count = 0;
  return () => count++;
}

function poissonPoints(seed: number): () => number {
  const random = seededRandom(seed);
  let sum = 0;
  return () => (sum -= Math.log1p(-random()));
}
