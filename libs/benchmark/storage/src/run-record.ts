import type { RunSettings } from '@rookery/benchmark-samples';
import type { Selectable } from 'kysely';
import type { RunState, RunTable } from './tables.ts';

/** What model calls took. */
export interface Usage {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
}

/** A run as it stands at one moment. */
export interface RunRecord {
  readonly id: string;
  readonly settings: RunSettings;
  readonly state: RunState;
  readonly stateReason: string;
  readonly simulated: boolean;
  /** Scenarios chosen for it. */
  readonly scenarios: number;
  readonly samplesTotal: number;
  readonly samplesDone: number;
  readonly samplesUnscored: number;
  readonly samplesFailed: number;
  readonly usage: Usage;
  /** Counts the times that the run was cut into chunks: 1, and one more with every resumption. */
  readonly generation: number;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

/** Whether no process works on a run in this state. */
export function isFinal(state: RunState): boolean {
  return state !== 'pending' && state !== 'running';
}

export function asRun(row: Selectable<RunTable>): RunRecord {
  return {
    id: row.id,
    settings: row.settings,
    state: row.state,
    stateReason: row.state_reason,
    simulated: row.simulated,
    scenarios: row.scenarios,
    samplesTotal: Number(row.samples_total),
    samplesDone: Number(row.samples_done),
    samplesUnscored: Number(row.samples_unscored),
    samplesFailed: Number(row.samples_failed),
    usage: {
      calls: Number(row.calls),
      inputTokens: Number(row.input_tokens),
      outputTokens: Number(row.output_tokens),
      costUsd: row.cost_usd,
    },
    generation: row.generation,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
  };
}
