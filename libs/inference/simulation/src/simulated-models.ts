import { ATTRIBUTE_KEYS, type AttributeKey, type Domain } from '@rookery/shared-scenario';
import type { MeasuredManner } from './measured/inputs.ts';

/** What is put into the simulation of one model; everything else has to come out of running it. */
export interface SimulatedModel {
  /** Model id: `sim/` and the name. */
  readonly id: string;
  /** Mean score without a profile, by domain (paper, Table 2, rows "vanilla"). */
  readonly vanilla: Readonly<Record<Domain, number>>;
  /** How it asks and stops, as measured. */
  readonly measured: MeasuredManner;
  /** The same in the first world. */
  readonly first: FirstManner;
}

/** How a model asked and stopped in the world `2026-06`. */
export interface FirstManner {
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

/** One number for each attribute, in their order. */
function byAttribute(numbers: readonly number[]): Record<AttributeKey, number> {
  return Object.fromEntries(ATTRIBUTE_KEYS.map((key, place) => [key, numbers[place] ?? 0])) as Record<
    AttributeKey,
    number
  >;
}

/** The six models of the paper's Table 2. GPT-4o is not among the transcripts: it likes what the others like in the mean, and asks as often as Table 8 says. */
export const SIMULATED_MODELS: readonly SimulatedModel[] = [
  {
    id: 'sim/gpt-4o',
    vanilla: byDomain([2.99, 2.88, 2.86, 2.92, 2.95, 3.0, 2.97]),
    measured: {
      liking: byAttribute([-1.41, -1.94, -0.9, 1.12, 0.44, 1.03, -0.32, 0.25, 0.37, 1.36]),
      following: [0.1, 0.27, 0.62],
      stopping: [-1.85, -0.1, 0.69, 1.23, 1.74, 3],
    },
    first: { caution: 0.17, indecision: 0.5, docility: 0.9 },
  },
  {
    id: 'sim/deepseek-7b',
    vanilla: byDomain([2.67, 2.58, 2.6, 2.65, 2.65, 2.67, 2.65]),
    measured: {
      liking: byAttribute([-1.58, -1.93, -1.1, -1.24, -0.51, 2.18, -0.01, 1.17, 0.51, 2.51]),
      following: [0.07, 0.2, 0.75],
      stopping: [1.22, 2.5, 9, 9, 9, 9],
    },
    first: { caution: 0.08, indecision: 0.7, docility: 0.7 },
  },
  {
    id: 'sim/mistral-7b',
    vanilla: byDomain([2.58, 2.46, 2.54, 2.55, 2.56, 2.57, 2.58]),
    measured: {
      liking: byAttribute([-0.75, -1.12, -0.6, 1.52, -0.38, -0.93, -0.07, 0.53, 0.16, 1.63]),
      following: [0.05, 0.15, 0.53],
      stopping: [-0.59, 0.03, 0.13, -0.28, -0.33, 0],
    },
    first: { caution: 0.35, indecision: 0.7, docility: 0.7 },
  },
  {
    id: 'sim/llama-3.1-8b',
    vanilla: byDomain([3.17, 3.11, 3.16, 3.16, 3.14, 3.15, 3.14]),
    measured: {
      liking: byAttribute([-1.29, -1.36, -0.74, -0.9, -0.42, 1.49, -0.08, 0.71, 0.3, 2.29]),
      following: [0.11, 0.17, 0.16],
      stopping: [-9, -1, 0.04, 0.88, 1.37, 1.5],
    },
    first: { caution: 0.19, indecision: 0.6, docility: 0.75 },
  },
  {
    id: 'sim/qwen-2.5-7b',
    vanilla: byDomain([2.8, 2.68, 2.68, 2.75, 2.75, 2.83, 2.81]),
    measured: {
      liking: byAttribute([-0.76, -1.13, -0.55, 1.32, 0.99, -0.99, -0.32, 0.7, -0.08, 0.82]),
      following: [0.1, 0.27, 0.62],
      stopping: [-9, -0.96, 0.16, 0.9, 1.35, 3],
    },
    first: { caution: 0.27, indecision: 0.6, docility: 0.75 },
  },
  {
    id: 'sim/qwq-32b',
    vanilla: byDomain([3.09, 2.95, 3.17, 3.15, 3.16, 3.22, 3.19]),
    measured: {
      liking: byAttribute([-0.63, -0.87, -0.44, 1.21, 0.54, -0.75, -0.28, 0.21, -0.08, 1.1]),
      following: [0.1, 0.29, 0.91],
      stopping: [-9, -2.32, -1.43, -0.42, 0.08, 0.4],
    },
    first: { caution: 0.51, indecision: 0.5, docility: 0.85 },
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
