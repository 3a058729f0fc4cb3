import type { BenchmarkTables } from '@rookery/benchmark-storage';
import type { Generated } from 'kysely';

/** A row for each job of the kind `experiments`: what its searches for paths took. */
export interface ExperimentTable {
  job: string;
  calls: Generated<string>;
  input_tokens: Generated<string>;
  output_tokens: Generated<string>;
  cost_usd: Generated<number>;
  unpriced_calls: Generated<string>;
}

/** One thing that an experiment needs. */
export interface ExperimentStepTable {
  job: string;
  step: number;
  piece: number;
  /** See `keyOf`. */
  key: string;
  title: string;
  /** See STORED_ASK. */
  ask: unknown;
  state: Generated<'open' | 'done' | 'failed'>;
  reason: Generated<string>;
  /** `runs/{run}` and the like; empty before it is made, and where there is none. */
  resource: Generated<string>;
  /** Whether it was there before. */
  shared: Generated<boolean>;
  /** What came of a comparison or of looking for paths. */
  output: unknown;
}

/** The path of a scenario, as far as it was planned. */
export interface ExperimentPathTable {
  job: string;
  key: string;
  scenario_id: string;
  attributes: string[];
}

/** The tables that this library adds to the schema `benchmark`. */
export interface ExperimentTables extends BenchmarkTables {
  experiment: ExperimentTable;
  experiment_step: ExperimentStepTable;
  experiment_path: ExperimentPathTable;
}
