/** A table over some variables: one number for each choice of their values, the last variable's changing fastest. */
export interface Factor {
  /** Numbers of the variables, rising. */
  readonly variables: readonly number[];
  readonly table: Float64Array;
}

/** How many values each variable has, by its number. */
export type Sizes = readonly number[];

/** Numbers in a table that is worked with: 256 MiB of them. */
const LARGEST = 2 ** 25;

/** Steps in a factor's table from one value of each variable of `over` to the next; 0 for a variable that it does not have. */
function strides({ variables }: Pick<Factor, 'variables'>, over: readonly number[], sizes: Sizes): number[] {
  const steps = new Map<number, number>();
  let step = 1;
  for (const variable of variables.toReversed()) {
    steps.set(variable, step);
    step *= sizes[variable] ?? 1;
  }
  return over.map((variable) => steps.get(variable) ?? 0);
}

/** A factor with its variables brought into rising order. */
export function ordered(variables: readonly number[], table: Float64Array, sizes: Sizes): Factor {
  const rising = [...variables].sort((a, b) => a - b);
  return product([{ variables, table }], sizes, rising);
}

/** The product of factors over all their variables. @throws RangeError when its table would be too large */
export function product(factors: readonly Factor[], sizes: Sizes, over?: readonly number[]): Factor {
  const variables = over ?? [...new Set(factors.flatMap((factor) => factor.variables))].sort((a, b) => a - b);
  const size = variables.reduce((all, variable) => all * (sizes[variable] ?? 1), 1);
  if (size > LARGEST)
    throw new RangeError(`a table of ${size} numbers is needed, at most ${LARGEST} are kept`);
  const table = new Float64Array(size).fill(1);
  for (const factor of factors) {
    const steps = strides(factor, variables, sizes);
    const at = new Array<number>(variables.length).fill(0);
    let place = 0;
    for (let index = 0; index < size; index += 1) {
      table[index] = (table[index] ?? 0) * (factor.table[place] ?? 0);
      // Counts like an odometer, with the place in the factor moved along.
      for (let digit = variables.length - 1; digit >= 0; digit -= 1) {
        const values = sizes[variables[digit] ?? 0] ?? 1;
        place += steps[digit] ?? 0;
        const next = (at[digit] ?? 0) + 1;
        at[digit] = next;
        if (next < values) break;
        place -= (steps[digit] ?? 0) * values;
        at[digit] = 0;
      }
    }
  }
  return { variables, table };
}

/** The factor without a variable: the sum over its values. */
export function summedOut(factor: Factor, variable: number, sizes: Sizes): Factor {
  const position = factor.variables.indexOf(variable);
  if (position === -1) return factor;
  const values = sizes[variable] ?? 1;
  const inner = factor.variables.slice(position + 1).reduce((all, one) => all * (sizes[one] ?? 1), 1);
  const table = new Float64Array(factor.table.length / values);
  factor.table.forEach((number, index) => {
    const rest = Math.floor(index / (inner * values)) * inner + (index % inner);
    table[rest] = (table[rest] ?? 0) + number;
  });
  return { variables: factor.variables.filter((one) => one !== variable), table };
}
