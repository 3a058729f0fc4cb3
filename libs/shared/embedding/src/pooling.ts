/**
 * The mean of a text's token vectors, scaled to length 1: how sentence-transformers pools this model.
 * @param states vectors one after the other, of the text's tokens alone; at least one
 */
export function meanOfTokens(states: Float32Array, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  for (let at = 0; at < states.length; at += dimensions) {
    for (let place = 0; place < dimensions; place++) {
      sums[place] = (sums[place] ?? 0) + (states[at + place] ?? 0);
    }
  }
  // The number of tokens falls out of the scaling.
  const length = Math.hypot(...sums);
  return Float32Array.from(sums, (sum) => sum / length);
}
