import { RUN_DEFAULTS, type RunSettings, type ScenarioSelection } from '@rookery/benchmark-samples';
import type { Ask, LibraryAsk, PathsAsk, RunAsk, TwinsAsk } from './asks.ts';

/** What all experiments of a job have in common: who is measured, on what, by whom. */
export interface Study {
  /** On the evaluation side of the split. */
  readonly selection: ScenarioSelection;
  /** Most scenarios; 0: all. */
  readonly limit: number;
  readonly models: readonly string[];
  readonly judgeModel: string;
  readonly seed: number;
  /** Samples in flight in each run. */
  readonly concurrency: number;
  /** Evaluations of a search. */
  readonly planningBudget: number;
  /** Attributes on a path. */
  readonly planningDepth: number;
}

/** What unset fields of a study mean (contract, ExperimentSpec). */
export const STUDY_DEFAULTS = {
  planningBudget: 60,
  planningDepth: 3,
  concurrency: RUN_DEFAULTS.concurrency,
} as const;

/** The model that experiments of a single model are made with. */
export function leadOf({ models }: Study): string {
  return models[0] ?? '';
}

/** A model's name without its maker or folder: `gpt-4o` for `sim/gpt-4o`. */
export function shortName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1);
}

/** At most so many scenarios of the study, the first of its own choice. */
export function fewer(study: Study, most: number): Study {
  return { ...study, limit: study.limit === 0 ? most : Math.min(study.limit, most) };
}

/** A run of one model in one status. Each is a run of its own, so that whatever asks for it again finds it by its settings. */
export function runOf(
  study: Study,
  status: RunSettings['statuses'][number],
  model: string,
  changes: Partial<RunSettings> = {},
): RunAsk {
  const named = changes.abstention === undefined ? '' : `, ${changes.abstention}`;
  return {
    kind: 'run',
    title: `${shortName(model)}, ${status}${named}`,
    settings: {
      selection: study.selection,
      limit: study.limit,
      models: [model],
      statuses: [status],
      repetitions: changes.disclosures?.length ?? RUN_DEFAULTS.repetitions,
      judgeModel: study.judgeModel,
      maxQuestions: RUN_DEFAULTS.maxQuestions,
      completenessThreshold: RUN_DEFAULTS.completenessThreshold,
      abstention: RUN_DEFAULTS.abstention,
      pathUse: RUN_DEFAULTS.pathUse,
      maxOutputTokens: RUN_DEFAULTS.maxOutputTokens,
      judgeMaxOutputTokens: RUN_DEFAULTS.judgeMaxOutputTokens,
      seed: study.seed,
      concurrency: study.concurrency,
      ...changes,
    },
  };
}

/** A library of paths planned from the other side of the split, by the model that leads the study. */
export function libraryOf(study: Study): LibraryAsk {
  return {
    kind: 'library',
    title: `library of planned paths, ${study.planningBudget} evaluations each`,
    selection: study.selection,
    model: leadOf(study),
    judgeModel: study.judgeModel,
    budget: study.planningBudget,
    depth: study.planningDepth,
    seed: study.seed,
  };
}

/** The run of a model that is shown that library's paths as examples: the paper's use of them (D.4), which is not the platform's default. */
export function plannerRunOf(study: Study, model: string, changes: Partial<RunSettings> = {}): RunAsk {
  return {
    ...runOf(study, 'planner', model, { pathUse: 'examples', ...changes }),
    library: libraryOf(study),
  };
}

/** A path for each scenario of the study itself, found with its full profile. */
export function pathsOf(study: Study, planner: string, budget: number, depth: number): PathsAsk {
  return {
    kind: 'paths',
    title: `paths of ${planner}, ${budget} evaluations each`,
    selection: study.selection,
    limit: study.limit,
    planner,
    model: leadOf(study),
    judgeModel: study.judgeModel,
    budget,
    depth,
    seed: study.seed,
  };
}

/** The benign twins of the study's scenarios. */
export function twinsOf(study: Study): TwinsAsk {
  const { selection, limit, seed } = study;
  return { kind: 'twins', title: 'benign twins of the scenarios', selection, limit, seed };
}

/** All that something needs, itself last, each thing before what is made of it. */
export function neededBy(ask: Ask): Ask[] {
  switch (ask.kind) {
    case 'run':
      return [
        ...(ask.library === undefined ? [] : [ask.library]),
        ...(ask.prefixes === undefined ? [] : [ask.prefixes.paths]),
        ...(ask.twins === undefined ? [] : [ask.twins]),
        ask,
      ];
    case 'rejudge':
      return [...neededBy(ask.of), ask];
    case 'retrieval':
      return [ask.library, ask];
    case 'library':
    case 'paths':
    case 'twins':
    case 'comparison':
      return [ask];
  }
}
