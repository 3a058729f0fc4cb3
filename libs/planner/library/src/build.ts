import type { CallUsage } from './planned-path.ts';

/** States of a build; all but the first two are final. */
export const BUILD_STATES = ['pending', 'running', 'succeeded', 'failed', 'cancelled', 'stopped'] as const;
export type BuildState = (typeof BUILD_STATES)[number];

/** Where a build stops, before the next scenario; undefined: no limit. Searches under way are finished. */
export interface BuildLimits {
  readonly maxCalls: number | undefined;
  /** US dollars. */
  readonly maxCostUsd: number | undefined;
}

/** The job of planning a path for each of a list of scenarios. */
export interface Build {
  readonly id: string;
  readonly library: string;
  /** What was asked for, in the JSON form of its contract. */
  readonly spec: unknown;
  readonly state: BuildState;
  /** Why it stands there, for `failed` and `stopped`; empty otherwise. */
  readonly stateReason: string;
  readonly scenariosTotal: number;
  readonly scenariosDone: number;
  readonly scenariosFailed: number;
  readonly usage: CallUsage;
  readonly limits: BuildLimits;
  readonly createdAt: Date;
  readonly endedAt: Date | undefined;
}

/** Whether nothing more will happen. */
export function isFinal(state: BuildState): boolean {
  return state !== 'pending' && state !== 'running';
}
