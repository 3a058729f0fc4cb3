import type { World } from '@rookery/shared-planner-wasm';
import type { QueryTruth } from '../query-truth.ts';
import type { Random, Seed } from '../random.ts';
import type { Reading } from '../request-reading.ts';
import type { SimulatedModel } from '../simulated-models.ts';

/** One call of a simulated model. */
export interface Turn {
  readonly model: SimulatedModel;
  readonly reading: Reading;
  readonly world: World;
  /** The truth behind the query. */
  readonly truth: QueryTruth;
  readonly random: Random;
  /** Names the sample for the world's own noise. */
  readonly seed: Seed;
  /** JSON Schema of the answer; empty for free text. */
  readonly schema: string;
}
