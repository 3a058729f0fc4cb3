import type { Domain } from '@rookery/shared-scenario';

/** What is put into the simulation of one model; everything else has to come out of running it. */
export interface SimulatedModel {
  /** Model id: `sim/` and the name. */
  readonly id: string;
  /** Mean score without a profile, by domain (paper, Table 2, rows "vanilla"). */
  readonly vanilla: Readonly<Record<Domain, number>>;
  /**
   * Its estimate of completeness is 5 x s^caution, s being the share of all worth that is known: 0 is content
   * with anything, 1 weighs evenly. Fitted so that an agent that stops at 4 asks about as often as the paper
   * reports without a planner (Table 8).
   */
  readonly caution: number;
  /** Standard deviation of its estimate of completeness, in points of 0..5. Chosen, not published. */
  readonly indecision: number;
  /** Chance that it takes the next step of a planned path it is shown. Chosen, not published. */
  readonly docility: number;
}

const DOMAIN_ORDER = [
  'relationship',
  'career',
  'financial',
  'social',
  'health',
  'life',
  'education',
] as const satisfies readonly Domain[];

type Levels = readonly [number, number, number, number, number, number, number];

function byDomain(levels: Levels): Record<Domain, number> {
  const [relationship, career, financial, social, health, life, education] = levels;
  return { relationship, career, financial, social, health, life, education };
}

/** The six models of the paper's Table 2. */
export const SIMULATED_MODELS: readonly SimulatedModel[] = [
  {
    id: 'sim/gpt-4o',
    vanilla: byDomain([2.99, 2.88, 2.86, 2.92, 2.95, 3.0, 2.97]),
    caution: 0.17,
    indecision: 0.5,
    docility: 0.9,
  },
  {
    id: 'sim/deepseek-7b',
    vanilla: byDomain([2.67, 2.58, 2.6, 2.65, 2.65, 2.67, 2.65]),
    caution: 0.08,
    indecision: 0.7,
    docility: 0.7,
  },
  {
    id: 'sim/mistral-7b',
    vanilla: byDomain([2.58, 2.46, 2.54, 2.55, 2.56, 2.57, 2.58]),
    caution: 0.35,
    indecision: 0.7,
    docility: 0.7,
  },
  {
    id: 'sim/llama-3.1-8b',
    vanilla: byDomain([3.17, 3.11, 3.16, 3.16, 3.14, 3.15, 3.14]),
    caution: 0.19,
    indecision: 0.6,
    docility: 0.75,
  },
  {
    id: 'sim/qwen-2.5-7b',
    vanilla: byDomain([2.8, 2.68, 2.68, 2.75, 2.75, 2.83, 2.81]),
    caution: 0.27,
    indecision: 0.6,
    docility: 0.75,
  },
  {
    id: 'sim/qwq-32b',
    vanilla: byDomain([3.09, 2.95, 3.17, 3.15, 3.16, 3.22, 3.19]),
    caution: 0.51,
    indecision: 0.5,
    docility: 0.85,
  },
];

/** The simulated embedder's model id. */
export const SIMULATED_EMBEDDER = 'sim/embedder';

/** Mean score without a profile in a domain; over all domains when the domain could not be told. */
export function vanillaLevel(model: SimulatedModel, domain: Domain | undefined): number {
  if (domain !== undefined) return model.vanilla[domain];
  const levels = DOMAIN_ORDER.map((name) => model.vanilla[name]);
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}
