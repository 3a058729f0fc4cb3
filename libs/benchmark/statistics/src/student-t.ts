/**
 * The 97.5% quantile of Student's t distribution: half the width of a 95% interval, in standard errors.
 *
 * Up to 200 degrees of freedom the distribution function is summed exactly (Abramowitz and Stegun, 26.7.3 and
 * 26.7.4) and inverted by bisection; above that the quantile's expansion in 1/df (26.7.5) is exact to 1e-12.
 *
 * @param degreesOfFreedom an integer, 1 or more
 */
export function studentT975(degreesOfFreedom: number): number {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`degrees of freedom: is ${degreesOfFreedom}, an integer of at least 1 is needed`);
  }
  return degreesOfFreedom <= LARGEST_EXACT ? byBisection(degreesOfFreedom) : byExpansion(degreesOfFreedom);
}

const LARGEST_EXACT = 200;
/** 97.5% quantile of the normal distribution, the limit for many degrees of freedom. */
const NORMAL_975 = 1.959963984540054;
/** Just above the 97.5% quantile for one degree of freedom, the largest there is. */
const ABOVE_ALL = 12.7063;

function byBisection(df: number): number {
  let low = NORMAL_975;
  let high = ABOVE_ALL;
  // 60 halvings of an interval of 11 leave less than the spacing of doubles.
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, df) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| <= t): a finite sum over powers of cos(theta), where tan(theta) = t / sqrt(df). */
function probabilityWithin(t: number, df: number): number {
  const theta = Math.atan(t / Math.sqrt(df));
  const cosine = Math.cos(theta);
  const odd = df % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = df === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= df - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}

function byExpansion(df: number): number {
  const z = NORMAL_975;
  const z2 = z * z;
  const g1 = (z * (z2 + 1)) / 4;
  const g2 = (z * ((5 * z2 + 16) * z2 + 3)) / 96;
  const g3 = (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384;
  const g4 = (z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92160;
  return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df;
}
