import type { AttributeKey, DomainOrUnknown } from '@rookery/shared-scenario';

/** Why a search ended; anything but the first two marks a best path so far. */
export const STOP_REASONS = [
  'budget',
  'converged',
  'deadline',
  'cancelled',
  'evaluation_failed',
  'planner_failed',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** One attribute of a path. */
export interface PathStep {
  readonly attribute: AttributeKey;
  /** Estimated score, 1..5, once this and all before it are known; undefined when never evaluated. */
  readonly value: number | undefined;
  /** Evaluations behind the estimate. */
  readonly visits: number;
}

/** What model calls took. */
export interface CallUsage {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Of `calls`, those whose price is not known. */
  readonly unpricedCalls: number;
}

/** A path as a search gives it, with all that is needed to judge and to repeat the search. */
export interface PlannedPath {
  /** Personal text: goes into no log, error or job row. */
  readonly query: string;
  readonly domain: DomainOrUnknown;
  readonly steps: readonly PathStep[];
  /** Estimated score, 1..5, before the first question; undefined when never evaluated. */
  readonly startValue: number | undefined;
  readonly known: readonly AttributeKey[];
  readonly stopReason: StopReason;
  /** What the planner did wrong, for `planner_failed`; empty otherwise. */
  readonly plannerFailure: string;
  /** Evaluations told to the search. */
  readonly evaluations: number;
  /** Evaluations that gave no score. */
  readonly unscoredEvaluations: number;
  readonly planner: string;
  /** The planner's parameters as JSON text, defaults filled in. */
  readonly parametersJson: string;
  /** 0..2^32-1. */
  readonly seed: number;
  readonly answerModel: string;
  readonly judgeModel: string;
  readonly priorModel: string;
  /** `name@version`. */
  readonly promptVersions: readonly string[];
  readonly usage: CallUsage;
  readonly simulated: boolean;
  /** `profileId` of the person it was planned with. */
  readonly profileKey: string;
  /** Version of what the library had learned that the search began with; 0: it began with nothing. */
  readonly libraryVersion: number;
}

/** A path of a library. */
export interface StoredPath extends PlannedPath {
  readonly id: string;
  readonly library: string;
  readonly createdAt: Date;
}

/** The request that a path is stored for: repeated, it is given the path that it stored. */
export interface PathRequest {
  /** Name of the caller's key; ids of others are apart. */
  readonly owner: string;
  /** Chosen by the caller, never empty. */
  readonly id: string;
  /** Of the whole request, see `requestDigest`. */
  readonly digest: string;
}

/**
 * What a path promises: the value of the last step that was evaluated, 1..5; undefined when none was. A tree search
 * may end its path with steps that it never tried.
 */
export function offlineValue(path: PlannedPath): number | undefined {
  return path.steps.findLast(({ value }) => value !== undefined)?.value;
}
