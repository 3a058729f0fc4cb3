/** States of a comparison; all but the first two are final. */
export const COMPARISON_STATES = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type ComparisonState = (typeof COMPARISON_STATES)[number];

/** The job of playing planners on the same problems. */
export interface ComparisonRecord {
  readonly id: string;
  /** What was asked for, in the JSON form of its contract. */
  readonly spec: unknown;
  /** Ids of the stored queries. */
  readonly scenarios: readonly string[];
  readonly simulated: boolean;
  readonly state: ComparisonState;
  /** Why it stands there, for `failed`; empty otherwise. */
  readonly stateReason: string;
  readonly searchesTotal: number;
  readonly searchesDone: number;
  /** In the last ten seconds; 0 unless it is at work. */
  readonly searchesPerSecond: number;
  /** Of all planners that could be measured. */
  readonly cpuSeconds: number;
  /** In the JSON form of its contract; undefined until it has succeeded. */
  readonly result: unknown;
  readonly createdAt: Date;
  readonly endedAt: Date | undefined;
}

/** Whether nothing more will happen. */
export function isFinal(state: ComparisonState): boolean {
  return state !== 'pending' && state !== 'running';
}
