import { none, type Statistic } from '@rookery/shared-intervals';
import { normalBelow, studentTQuantile } from './distributions.ts';

/** Components of the variance of one value: a score, or a paired difference of scores. In squared points. */
export interface Noise {
  /** Between people. */
  readonly person: number;
  /** Between queries of one person. */
  readonly query: number;
  /** Between repetitions of one query: the answer, and the judge. */
  readonly repetition: number;
}

/** How many of each a run has. */
export interface Design {
  /** Queries of each person, 1 or more; a mean need not be whole. */
  readonly queriesPerPerson: number;
  /** Repetitions of each query, 1 or more. */
  readonly repetitions: number;
}

/** Variance that one person adds to a mean over people: their own, and what queries and repetitions leave. */
export function varianceOfPerson({ person, query, repetition }: Noise, design: Design): number {
  const { queriesPerPerson, repetitions } = design;
  return person + (query + repetition / repetitions) / queriesPerPerson;
}

/** What is to be found out. */
export interface Wanted {
  /** The smallest difference worth finding, in points; not 0. */
  readonly difference: number;
  /** Chance of finding it, 0..1. */
  readonly power: number;
  /** Chance of finding one where there is none, 0..1, two-sided. With k comparisons by Holm, take alpha / k for the first. */
  readonly alpha: number;
}

/** Most people that are looked at; more is said in words. */
const MOST_PEOPLE = 10_000_000;

/**
 * People needed so that a paired t test over people finds the difference. With one query a person, people are scenarios; else
 * multiply by queries per person.
 */
export function peopleNeeded({ difference, power, alpha }: Wanted, noise: Noise, design: Design): Statistic {
  const variance = varianceOfPerson(noise, design);
  if (!(variance > 0))
    return none('The earlier run shows no noise, so what is needed cannot be told from it.');
  const effect = Math.abs(difference) / Math.sqrt(variance);
  const enough = (people: number): boolean => powerOfT(effect, people, alpha) >= power;
  let most = 2;
  while (!enough(most)) {
    most *= 2;
    if (most > MOST_PEOPLE) return none(`More than ${MOST_PEOPLE} people are needed.`);
  }
  let fewest = Math.max(1, Math.floor(most / 2));
  // Between the last number that was too small and the first that was not.
  while (most - fewest > 1) {
    const middle = Math.floor((fewest + most) / 2);
    if (middle >= 2 && enough(middle)) most = middle;
    else fewest = middle;
  }
  return { value: most };
}

/** The smallest difference that a run of so many people finds with this power. */
export function detectableDifference(
  people: number,
  { power, alpha }: Omit<Wanted, 'difference'>,
  noise: Noise,
  design: Design,
): Statistic {
  const variance = varianceOfPerson(noise, design);
  if (people < 2) return none('One person shows no noise.');
  if (!(variance > 0))
    return none('The earlier run shows no noise, so what can be found cannot be told from it.');
  let [low, high] = [0, 1];
  while (powerOfT(high, people, alpha) < power) high *= 2;
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (powerOfT(middle, people, alpha) < power) low = middle;
    else high = middle;
  }
  return { value: high * Math.sqrt(variance) };
}

/**
 * Power of a two-sided one-sample t test, exactly: the noncentral t distribution as a mean of normal ones over the sample's
 * standard deviation (Johnson, Kotz and Balakrishnan, Continuous univariate distributions 2, 1995, chapter 31), by Simpson's rule.
 *
 * @param effect the mean in standard deviations
 * @param samples 2 or more
 * @param alpha 0..1
 */
export function powerOfT(effect: number, samples: number, alpha: number): number {
  const df = samples - 1;
  const critical = studentTQuantile(1 - alpha / 2, df);
  const shift = effect * Math.sqrt(samples);
  const beyond = (s: number): number =>
    normalBelow(shift - critical * s) + normalBelow(-shift - critical * s);
  // s is the sample's standard deviation over the true one: df s^2 is chi squared. Its density is scaled by its peak, and the
  // scale divided out, which needs no gamma function.
  const peak = df > 1 ? Math.sqrt((df - 1) / df) : 0;
  const logDensity = (s: number): number =>
    (df - 1) * (s > 0 ? Math.log(s) : df > 1 ? -Infinity : 0) - (df * s * s) / 2;
  const top = logDensity(peak);
  const width = REACH / Math.sqrt(2 * df);
  const from = Math.max(0, peak - width);
  const step = (peak + width - from) / STEPS;
  let [weighted, weights] = [0, 0];
  for (let index = 0; index <= STEPS; index += 1) {
    const s = from + index * step;
    const simpson = index === 0 || index === STEPS ? 1 : index % 2 === 1 ? 4 : 2;
    const weight = simpson * Math.exp(logDensity(s) - top);
    weights += weight;
    weighted += weight * beyond(s);
  }
  return weighted / weights;
}

const STEPS = 400;
/** In standard deviations of s; beyond is less than 1e-15 of it. */
const REACH = 9;
