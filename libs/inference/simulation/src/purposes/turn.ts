import type { World } from '@rookery/shared-planner-wasm';
import type { QueryTruth } from '../query-truth.ts';
import type { Random, Seed } from '../random.ts';
import type { Reading } from '../request-reading.ts';
import type { Fields } from '../measured/fields.ts';
import type { SimulatedModel } from '../simulated-models.ts';
import type { Place } from '../worlds/place.ts';
import type { SimulatedWorld } from '../worlds/worlds.ts';

/** One call of a simulated model. */
export interface Turn {
  readonly model: SimulatedModel;
  readonly reading: Reading;
  readonly world: World;
  /** The truth behind the query. */
  readonly truth: QueryTruth;
  /** Where the query lies among others. */
  readonly place: Place;
  /** What near queries share of the models' habits. */
  readonly fields: Fields;
  /** How near the query of each planned path shown lies, 0..1. */
  readonly nearness: readonly number[];
  /** How models ask, follow and stop here. */
  readonly manner: SimulatedWorld['manner'];
  readonly random: Random;
  /** Names the sample for the world's own noise. */
  readonly seed: Seed;
  /** JSON Schema of the answer; empty for free text. */
  readonly schema: string;
}
