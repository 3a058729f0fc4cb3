import type { JobLimits } from '@rookery/shared-jobs';
import type {
  AbstentionForm,
  AttributeKey,
  DomainOrUnknown,
  Origin,
  PathUse,
  Split,
  Status,
} from '@rookery/shared-scenario';

/** Which scenarios; what is absent or empty does not limit. */
export interface ScenarioSelection {
  readonly dataSet?: string;
  readonly domains?: readonly DomainOrUnknown[];
  readonly origins?: readonly Origin[];
  readonly split?: Split;
}

/** What a run does, every default filled in: what is stored with the run and shown in its report. Its limits are its job's. */
export interface RunSettings {
  readonly selection: ScenarioSelection;
  /** Most scenarios to take, spread evenly over domains; 0: all. */
  readonly limit: number;
  readonly models: readonly string[];
  readonly statuses: readonly Status[];
  /** 1 or more. */
  readonly repetitions: number;
  readonly judgeModel: string;
  /** Set when the status `planner` is among the statuses. */
  readonly library?: string;
  /** 0..64. */
  readonly maxQuestions: number;
  /** 0..5. */
  readonly completenessThreshold: number;
  /** How the agent decides that enough is known; absent in runs from before there was a choice: `scale`. */
  readonly abstention?: AbstentionForm;
  /** What the agent does with planned paths; absent in runs from before there was a choice: `examples`. */
  readonly pathUse?: PathUse;
  /** Most tokens of an answer, thoughts included, 1..131072; absent in runs from before it could be set: 2048. */
  readonly maxOutputTokens?: number;
  /** The same of a verdict. */
  readonly judgeMaxOutputTokens?: number;
  /** 32 bits. */
  readonly seed: number;
  /** Samples in flight at once, in each process that works on the run; 1..4096. */
  readonly concurrency: number;
  /** How the judge is asked; absent: by the rubric. */
  readonly judgeProtocol?: JudgeProtocol;
  /** Several judges or samples; absent: one verdict of the judge. */
  readonly judgePanel?: JudgePanel;
  /** When enough is known; absent: when all is done. */
  readonly until?: Until;
  /** Whether answers of one call and verdicts are asked for by the batch of their servers; absent: no. */
  readonly batch?: true;
  /** Id of the run whose answers are judged again; absent: the run has its own. */
  readonly answersOf?: string;
  /** What is told with the status `disclosed`, one for each repetition; absent with all others. */
  readonly disclosures?: readonly Disclosure[];
  /** The worlds of the simulated models that it asks; absent: none is simulated, or the run is from before worlds had names. */
  readonly worlds?: readonly string[];
}

/** A part of each person's profile (contract, Disclosure). */
export interface Disclosure {
  readonly attributes: readonly AttributeKey[];
  /** By the id of a scenario of which something else is told. */
  readonly scenarios?: Readonly<Record<string, readonly AttributeKey[]>>;
}

/** How a judge is asked (contract, JudgeProtocol). */
export const JUDGE_PROTOCOLS = ['rubric', 'isolated', 'checklist'] as const;
export type JudgeProtocol = (typeof JUDGE_PROTOCOLS)[number];

/** How several scores become one (contract, PanelAggregation). */
export const PANEL_AGGREGATIONS = ['median', 'mean', 'majority'] as const;

/** Several verdicts made into one (contract, JudgePanel). */
export interface JudgePanel {
  /** Beside the judge of the run. */
  readonly judgeModels: readonly string[];
  /** Of each judge, 1..20. */
  readonly samples: number;
  readonly aggregation: (typeof PANEL_AGGREGATIONS)[number];
}

/** All judges of a run, its own first. */
export function judgesOf({
  judgeModel,
  judgePanel,
}: Pick<RunSettings, 'judgeModel' | 'judgePanel'>): readonly string[] {
  return [judgeModel, ...(judgePanel?.judgeModels ?? [])];
}

/** Model calls of one judge for one verdict of the run, where each can be read at once. */
export function callsOfEachJudge({
  judgeProtocol,
  judgePanel,
}: Pick<RunSettings, 'judgeProtocol' | 'judgePanel'>): number {
  return (judgeProtocol === 'isolated' ? 3 : 1) * (judgePanel?.samples ?? 1);
}

/** When a run knows enough (contract, Until); points of the score. */
export type Until =
  | { readonly kind: 'interval'; readonly halfWidth: number }
  | { readonly kind: 'difference'; readonly margin: number };

/** Whether the run asks no model for an answer: its samples are those that came with one. */
export function hasGivenAnswers({
  statuses,
  answersOf,
}: Pick<RunSettings, 'statuses' | 'answersOf'>): boolean {
  return answersOf !== undefined || statuses.includes('given');
}

/** What unset fields of a run mean (contract, RunSpec). */
export const RUN_DEFAULTS = {
  repetitions: 1,
  maxQuestions: 5,
  completenessThreshold: 4,
  abstention: 'scale',
  pathUse: 'lessons',
  maxOutputTokens: 2048,
  judgeMaxOutputTokens: 2048,
  concurrency: 64,
  /** Of a run that asks by the batch: a batch holds what is in flight, and a connection carries 1,024 calls. */
  batchConcurrency: 768,
} as const;

/** What runs did with planned paths before there was a choice. */
export const FIRST_PATH_USE = 'examples';

/** Whether the run has to count what it spends before it spends it. */
export function hasLimit({ maxCalls, maxCostUsd }: JobLimits): boolean {
  return maxCalls !== undefined || maxCostUsd !== undefined;
}
