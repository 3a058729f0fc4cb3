import { compiled, igamc, incbet, incbi, ndtr, ndtri, stdtr, stdtri } from 'cephes';

// Its WebAssembly is compiled while the module is loaded, so that what follows need not wait.
await compiled;

/**
 * The distribution functions that this library needs, from the Cephes library (Moshier), the C code behind scipy.special,
 * which the package `cephes` brings as WebAssembly. Errors are below 1e-10 against scipy over what is used here.
 */

/**
 * Quantile of Student's t distribution.
 *
 * @param p 0..1, without its ends
 * @param degreesOfFreedom an integer, 1 or more
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  wantProbability(p);
  wantDegrees(degreesOfFreedom);
  return stdtri(degreesOfFreedom, p);
}

/**
 * Chance that a Student t is at least as far from 0 as `t`, on either side.
 *
 * @param t any number, infinite ones too
 * @param degreesOfFreedom an integer, 1 or more
 */
export function studentTTails(t: number, degreesOfFreedom: number): number {
  wantDegrees(degreesOfFreedom);
  return Math.min(1, 2 * stdtr(degreesOfFreedom, -Math.abs(t)));
}

/** Chance that a standard normal is at most `z`. */
export function normalBelow(z: number): number {
  return ndtr(z);
}

/** Quantile of the standard normal distribution; `p` in 0..1, without its ends. */
export function normalQuantile(p: number): number {
  wantProbability(p);
  return ndtri(p);
}

/**
 * Quantile of the F distribution.
 *
 * @param p 0..1, without its ends
 * @param above degrees of freedom of the numerator, above 0 and not always whole
 * @param below of the denominator
 */
export function fQuantile(p: number, above: number, below: number): number {
  wantProbability(p);
  wantPositive(above);
  wantPositive(below);
  // Of an F, above F / (below + above F) has a beta distribution; from the side on which it is not near 1.
  if (p > 0.5) {
    const rest = incbi(below / 2, above / 2, 1 - p);
    return (below * (1 - rest)) / (above * rest);
  }
  const share = incbi(above / 2, below / 2, p);
  return (below * share) / (above * (1 - share));
}

/** Chance that an F is above `f`, 0 or more; degrees of freedom as of the quantile. */
export function fAbove(f: number, above: number, below: number): number {
  wantPositive(above);
  wantPositive(below);
  return f === Number.POSITIVE_INFINITY ? 0 : incbet(below / 2, above / 2, below / (below + above * f));
}

/** Chance that a chi-square is above `x`, 0 or more; degrees of freedom above 0. */
export function chiSquareAbove(x: number, degreesOfFreedom: number): number {
  wantPositive(degreesOfFreedom);
  return igamc(degreesOfFreedom / 2, x / 2);
}

function wantProbability(p: number): void {
  if (!(p > 0 && p < 1)) throw new RangeError(`probability: is ${p}, a number between 0 and 1 is needed`);
}

function wantDegrees(degreesOfFreedom: number): void {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`degrees of freedom: is ${degreesOfFreedom}, an integer of at least 1 is needed`);
  }
}

function wantPositive(degreesOfFreedom: number): void {
  if (!(degreesOfFreedom > 0)) {
    throw new RangeError(`degrees of freedom: is ${degreesOfFreedom}, a number above 0 is needed`);
  }
}
