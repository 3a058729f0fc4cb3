import {
  STANDARD_PROBLEM,
  type Answer,
  type Eventually,
  type ModelWeight,
  type PlannerInfo,
  type Problem,
  type Question,
} from '@rookery/shared-planner-wasm';

/** A problem with nothing left to defaults. Attribute `a` is bit `a` of a mask. */
export interface PlannerProblem extends Required<Problem> {
  /** True: no subset may be evaluated twice, not even after it failed. */
  readonly distinct: boolean;
}

/** A problem with the standard one's numbers where it has none. */
export function completeProblem(problem: Problem & { readonly distinct?: boolean }): PlannerProblem {
  return {
    attributes: problem.attributes ?? STANDARD_PROBLEM.attributes,
    depth: problem.depth ?? STANDARD_PROBLEM.depth,
    budget: problem.budget ?? STANDARD_PROBLEM.budget,
    known: problem.known ?? 0n,
    forbidden: problem.forbidden ?? 0n,
    seed: problem.seed ?? 0n,
    costs: problem.costs ?? [],
    distinct: problem.distinct ?? false,
  };
}

/** One attribute of a path as a planner gives it. */
export interface PlannerStep {
  /** Index of the attribute. */
  readonly attribute: number;
  /** Estimated score, 1..5, once this and all before it are known; undefined when the planner has no idea. */
  readonly mean: number | undefined;
  /** Evaluations behind the estimate, 0 or more. */
  readonly visits: number;
  /** Standard deviation of the estimate, from planners that have one. */
  readonly deviation?: number | undefined;
}

/** The best path a planner knows of. */
export interface PlannerPath {
  /** In the order of asking, at most `depth`. */
  readonly steps: readonly PlannerStep[];
  /** In score points, from planners that can tell. */
  readonly expectedRegret?: number | undefined;
}

/**
 * A search as a planner implements it: in process, in a worker thread or behind a network. It is called one call at a time
 * and always through GuardedSearch, which stops it when it breaks one of these rules.
 */
export interface PlannerSearch {
  /**
   * At most `max` (1 or more) questions, each with an id that is new in this search. Subsets and states contain what is
   * known and nothing forbidden; evaluations stay within the budget. None: answers of open questions are needed first, or,
   * when no question is open, the search is over.
   */
  ask(max: number): Eventually<readonly Question[]>;
  /** What came of open questions. Failed ones are told too; a search goes on without them. */
  tell(answers: readonly Answer[]): Eventually<void>;
  /** At any time, also before the first evaluation. */
  bestPath(): Eventually<PlannerPath>;
  /** The models a planner weighs against each other (`Search.modelWeights`), from planners that have some. */
  modelWeights?(): Eventually<readonly ModelWeight[]>;
  /** Called once, at the end, however it came. */
  close?(): void;
}

/** What a planner can be used for. */
export interface PlannerCapabilities {
  /** 1..64 */
  readonly maxAttributes: number;
  /** 1..64 */
  readonly maxDepth: number;
  /** Keeps to `distinct`. */
  readonly distinctSubsets: boolean;
}

/** What a planner is. */
export interface PlannerDescription extends PlannerInfo {
  readonly capabilities: PlannerCapabilities;
}
