import type { Stage, StageOptions } from './stage/stage.ts';

/** What every scenario is given. */
export interface Terms {
  readonly random: () => number;
  /** For what the model server does, which is asked in an order that no seed decides. */
  readonly answers: () => number;
  /** How often it disturbs. */
  readonly times: number;
  readonly say: (text: string) => void;
  /** For `upgrade`: the commit that it begins at, by any name that git knows. */
  readonly from?: string | undefined;
  /** For `upgrade`: both versions have content keys all the while. */
  readonly keys?: boolean | undefined;
}

/** What a scenario on a stage is given. */
export interface Play extends Terms {
  readonly stage: Stage;
}

/** What came of a scenario. */
export interface Held {
  /** What did not hold; empty when all did. */
  readonly wrong: readonly string[];
  readonly disturbances: number;
}

interface Described {
  readonly name: string;
  /** In a line. */
  readonly says: string;
  /** How often it disturbs unless it is told. */
  readonly times: number;
  /** Why it cannot be played here; not set or undefined: it can. */
  readonly lacks?: (from?: string) => string | undefined;
}

/** A way in which things go wrong under the platform of a stage, and what has to hold all the same. */
export interface StagedScenario extends Described {
  readonly stage?: Omit<StageOptions, 'random'>;
  /** @returns what did not hold */
  play(play: Play): Promise<string[]>;
}

/** One that starts its processes itself. */
export interface OwnScenario extends Described {
  perform(asked: Terms): Promise<Held>;
}

export type Scenario = StagedScenario | OwnScenario;
