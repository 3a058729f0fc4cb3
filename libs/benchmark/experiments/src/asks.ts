import type { RunSettings, ScenarioSelection } from '@rookery/benchmark-samples';
import type { ComparisonSpec } from '@rookery/shared-contracts';
import { requestDigest } from '@rookery/shared-jobs';

/** A run, whose settings say it all but for what has to be made before. */
export interface RunAsk {
  readonly kind: 'run';
  readonly title: string;
  readonly settings: RunSettings;
  /** Whose paths guide the agent. */
  readonly library?: LibraryAsk;
  /** Each scenario is told the first 1, 2, ... `upTo` attributes of its own path: one disclosure each. */
  readonly prefixes?: { readonly paths: PathsAsk; readonly upTo: number };
  /** The benign twins of the scenarios that the settings choose are run instead of them. */
  readonly twins?: TwinsAsk;
}

/** The answers of a run, judged again. */
export interface RejudgeAsk {
  readonly kind: 'rejudge';
  readonly title: string;
  readonly of: RunAsk;
  readonly changes: Pick<RunSettings, 'judgeModel'> & Partial<RunSettings>;
}

/** Paths planned from the other side of the split. */
export interface LibraryAsk {
  readonly kind: 'library';
  readonly title: string;
  readonly selection: ScenarioSelection;
  readonly model: string;
  readonly judgeModel: string;
  readonly budget: number;
  readonly depth: number;
  readonly seed: number;
}

/** A path for each scenario. */
export interface PathsAsk {
  readonly kind: 'paths';
  readonly title: string;
  readonly selection: ScenarioSelection;
  readonly limit: number;
  readonly planner: string;
  readonly model: string;
  readonly judgeModel: string;
  readonly budget: number;
  readonly depth: number;
  readonly seed: number;
}

/** A data set of the benign twins of scenarios, without those that are among them. */
export interface TwinsAsk {
  readonly kind: 'twins';
  readonly title: string;
  readonly selection: ScenarioSelection;
  readonly limit: number;
  readonly seed: number;
}

/** Planners against each other. */
export interface ComparisonAsk {
  readonly kind: 'comparison';
  readonly title: string;
  readonly spec: ComparisonSpec;
  /** With live models: the scenarios whose queries are planned. */
  readonly queries?: { readonly selection: ScenarioSelection; readonly limit: number; readonly seed: number };
}

/** What a library finds for each scenario. */
export interface RetrievalAsk {
  readonly kind: 'retrieval';
  readonly title: string;
  readonly library: LibraryAsk;
  readonly selection: ScenarioSelection;
  readonly limit: number;
  readonly seed: number;
  /** Paths looked at. */
  readonly most: number;
}

/** One thing that an experiment needs. What is asked for twice is made once: see `keyOf`. */
export type Ask = RunAsk | RejudgeAsk | LibraryAsk | PathsAsk | TwinsAsk | ComparisonAsk | RetrievalAsk;

/** Digests of the scenarios that a study found on each side of the split, when it was asked for. */
export interface Contents {
  readonly evaluation: string;
  readonly library: string;
}

/**
 * What makes two things the same: all that is asked for and the scenarios that were there, but not how it is called or how many
 * samples were in flight. Rows that came to a data set since make another thing of it.
 */
export function keyOf(ask: Ask, contents: Contents): string {
  return requestDigest({ ask: named(ask), contents }).slice(0, 32);
}

function named(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'title' && key !== 'concurrency')
      .map(([key, inner]) => [key, named(inner)]),
  );
}
