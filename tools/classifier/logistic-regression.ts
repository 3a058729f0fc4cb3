import type { Linear } from '@rookery/agent-crisis';

/** One thing to learn from. */
export interface Sample {
  readonly values: ArrayLike<number>;
  readonly positive: boolean;
  /** How much it counts. */
  readonly weight: number;
}

const MOST_STEPS = 100;
/** Pairs of steps and changes of the gradient that L-BFGS remembers. */
const MEMORY = 10;
/** Learning ends when a step makes less of a difference to the mean loss. */
const LEAST_GAIN = 1e-8;

/**
 * Logistic regression with an L2 penalty on the weights, by L-BFGS (Liu and Nocedal 1989): the same samples in the same order give the
 * same weights.
 * @param penalty half of it times the squared length of the weights is added to the summed loss
 */
export function logisticRegression(samples: readonly Sample[], penalty: number): Linear {
  const width = (samples[0]?.values.length ?? 0) + 1;
  const total = samples.reduce((sum, { weight }) => sum + weight, 0);
  const lossAt = (point: Float64Array): { loss: number; gradient: Float64Array } => {
    const gradient = new Float64Array(width);
    let loss = 0;
    for (const { values, positive, weight } of samples) {
      let score = point[width - 1] ?? 0;
      for (let i = 0; i < width - 1; i++) score += (point[i] ?? 0) * (values[i] ?? 0);
      loss += weight * (Math.log1p(Math.exp(-Math.abs(score))) + Math.max(score, 0) - (positive ? score : 0));
      const error = weight * (1 / (1 + Math.exp(-score)) - (positive ? 1 : 0));
      for (let i = 0; i < width - 1; i++) gradient[i] = (gradient[i] ?? 0) + error * (values[i] ?? 0);
      gradient[width - 1] = (gradient[width - 1] ?? 0) + error;
    }
    for (let i = 0; i < width - 1; i++) {
      const weight = point[i] ?? 0;
      loss += (penalty / 2) * weight ** 2;
      gradient[i] = (gradient[i] ?? 0) + penalty * weight;
    }
    return { loss: loss / total, gradient: gradient.map((value) => value / total) };
  };
  const best = minimum(lossAt, new Float64Array(width));
  return { weights: [...best.subarray(0, width - 1)], bias: best[width - 1] ?? 0 };
}

interface Remembered {
  readonly step: Float64Array;
  readonly change: Float64Array;
}

function minimum(
  lossAt: (point: Float64Array) => { loss: number; gradient: Float64Array },
  start: Float64Array,
): Float64Array {
  const memory: Remembered[] = [];
  let point = start;
  let { loss, gradient } = lossAt(point);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = descent(gradient, memory);
    const slope = dot(gradient, direction);
    let length = 1;
    let next = moved(point, direction, length);
    let at = lossAt(next);
    while (at.loss > loss - 1e-4 * length * slope && length > 1e-6) {
      length /= 2;
      next = moved(point, direction, length);
      at = lossAt(next);
    }
    const made = { step: difference(next, point), change: difference(at.gradient, gradient) };
    if (dot(made.step, made.change) > 1e-14) memory.push(made);
    if (memory.length > MEMORY) memory.shift();
    const gain = loss - at.loss;
    ({ loss, gradient } = at);
    point = next;
    if (gain < LEAST_GAIN) break;
  }
  return point;
}

/** The two loops of L-BFGS: the gradient times an estimate of the inverse of the second derivatives. */
function descent(gradient: Float64Array, memory: readonly Remembered[]): Float64Array {
  let direction: Float64Array = Float64Array.from(gradient);
  const shares = new Map<Remembered, number>();
  for (const one of memory.toReversed()) {
    const share = dot(one.step, direction) / dot(one.change, one.step);
    shares.set(one, share);
    direction = moved(direction, one.change, share);
  }
  const last = memory.at(-1);
  const scale = last === undefined ? 4 : dot(last.step, last.change) / dot(last.change, last.change);
  direction = direction.map((value) => value * scale);
  for (const one of memory) {
    const back = dot(one.change, direction) / dot(one.change, one.step);
    direction = moved(direction, one.step, back - (shares.get(one) ?? 0));
  }
  return direction;
}

function moved(from: Float64Array, direction: Float64Array, length: number): Float64Array {
  return from.map((value, i) => value - length * (direction[i] ?? 0));
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - (b[i] ?? 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
