/** Where a job stands; names as in the contract's JobState. All but the first two are final. */
export type JobState =
  'pending' | 'running' | 'succeeded' | 'incomplete' | 'failed' | 'cancelled' | 'stopped';

/** States in which processes may work on a job. */
export const AT_WORK = ['pending', 'running'] as const satisfies readonly JobState[];

/** Whether no process works on a job in this state. All but `succeeded` can be resumed. */
export function isFinal(state: JobState): boolean {
  return state !== 'pending' && state !== 'running';
}

/** Where a job stops; undefined: no limit. */
export interface JobLimits {
  readonly maxCalls: number | undefined;
  /** US dollars. */
  readonly maxCostUsd: number | undefined;
}

/** A job as it stands at one moment. */
export interface Job<Spec = unknown> {
  readonly id: string;
  /** Name of the key that made it; empty where the platform has none. */
  readonly owner: string;
  /** Whether an operator made it: it works with what operators may see, else with what its owner may see. */
  readonly asOperator: boolean;
  readonly spec: Spec;
  readonly limits: JobLimits;
  readonly state: JobState;
  /** Why it failed, stopped or is incomplete, or what it waits for while it runs; empty otherwise. No text of a person. */
  readonly stateReason: string;
  /** 1, and one more with every resumption. */
  readonly generation: number;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

/** A job with what its kind says of its progress. */
export interface SeenJob<Spec, Progress> extends Job<Spec> {
  readonly progress: Progress;
}

/** The limit that was reached, in words; undefined while there is none. */
export function limitReached(
  { maxCalls = Infinity, maxCostUsd = Infinity }: JobLimits,
  { calls, costUsd }: { readonly calls: number; readonly costUsd: number },
): string | undefined {
  if (calls >= maxCalls) return `${calls} of ${maxCalls} calls were made`;
  if (costUsd >= maxCostUsd) return `${costUsd.toFixed(4)} of ${maxCostUsd} US dollars were spent`;
  return undefined;
}
