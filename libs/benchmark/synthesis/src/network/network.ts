/** A random variable of a network. */
export interface NetworkNode {
  readonly name: string;
  readonly values: readonly string[];
  /** Numbers of the nodes that it depends on, each smaller than its own. */
  readonly parents: readonly number[];
  /**
   * Chances of its values in the light of its parents, 0..1: one row of `values.length` numbers that add up to 1 for each choice of
   * the parents' values, the last parent's changing fastest.
   */
  readonly table: Float64Array;
}

/** Values by the name of their node; each list has one value or more. */
export type ValuesByNode = Readonly<Record<string, readonly string[]>>;

/** A named relation that the network has to have; see the head of `rules` in profile-network.yaml. */
export interface NetworkRule {
  readonly name: string;
  readonly of: ValuesByNode;
  readonly given: ValuesByNode;
  /** The chance of `of` is below this, 0..1. */
  readonly below?: number | undefined;
  /** Or it is at least so many times the one of `than`. */
  readonly times?: number | undefined;
  /** What it does not name is as in the rule. */
  readonly than?:
    { readonly of?: ValuesByNode | undefined; readonly given?: ValuesByNode | undefined } | undefined;
}

/** A Bayesian network over few variables with few values each. Nodes stand after their parents. */
export interface Network {
  readonly version: number;
  readonly nodes: readonly NetworkNode[];
  readonly rules: readonly NetworkRule[];
}
