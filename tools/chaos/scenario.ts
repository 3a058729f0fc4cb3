import type { Stage, StageOptions } from './stage/stage.ts';

/** What a scenario is given. */
export interface Play {
  readonly stage: Stage;
  readonly random: () => number;
  /** How often it disturbs. */
  readonly times: number;
  readonly say: (text: string) => void;
}

/** A way in which things go wrong, and what has to hold all the same. */
export interface Scenario {
  readonly name: string;
  /** In a line. */
  readonly says: string;
  /** How often it disturbs unless it is told. */
  readonly times: number;
  readonly stage?: Omit<StageOptions, 'random'>;
  /** Why it cannot be played here; not set or undefined: it can. */
  readonly lacks?: () => string | undefined;
  /** @returns what did not hold */
  play(play: Play): Promise<string[]>;
}
