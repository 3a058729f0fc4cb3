const STEPS = 2000;
/** Beyond so many deviations more there is nothing that counts. */
const REACH = 12;

/** The chance that a standard normal lies further from 0 than `z`, by Simpson's rule. */
export function twoSidedTail(z: number): number {
  const from = Math.abs(z);
  const step = REACH / STEPS;
  let sum = 0;
  for (let index = 0; index <= STEPS; index += 1) {
    const x = from + index * step;
    const weight = index === 0 || index === STEPS ? 1 : index % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp((-x * x) / 2);
  }
  return (2 * sum * step) / 3 / Math.sqrt(2 * Math.PI);
}
