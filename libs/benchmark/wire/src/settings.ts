import {
  FIRST_PATH_USE,
  RUN_DEFAULTS,
  type RunSettings,
  type ScenarioSelection,
} from '@rookery/benchmark-samples';
import { idsIn, type RunSpec } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { JobLimits } from '@rookery/shared-jobs';
import {
  abstentionFromWire,
  abstentionToWire,
  pathUseFromWire,
  pathUseToWire,
  statusFromWire,
  statusToWire,
  type Status,
} from '@rookery/shared-scenario';
import { disclosuresFromWire, disclosuresToWire } from './disclosures.ts';
import { judgingFromWire, panelToWire, protocolToWire } from './judging.ts';
import { selectionFromWire, selectionToWire } from './selection.ts';

/**
 * The settings of a run with every default filled in.
 *
 * @throws RookeryError INVALID_ARGUMENT for what the contract's own limits cannot say: doubles in a list, a missing model or
 *   library, planned paths evaluated on the profiles they were planned from, given answers without a data set or beside others,
 *   disclosures that do not fit the status or each other
 */
export function settingsFromWire(spec: RunSpec): RunSettings {
  const statuses = spec.statuses.map((status, index) => statusFromWire(`spec.statuses[${index}]`, status));
  refuseDoubles('spec.models', spec.models);
  if (spec.answersOf !== '') throw invalidArgument('spec.answers_of', 'is set by RejudgeRun; call that');
  if (statuses.includes('given')) checkGiven(spec, statuses);
  else if (spec.models.length === 0) throw invalidArgument('spec.models', 'is empty; at least one is needed');
  refuseDoubles('spec.statuses', statuses);
  return {
    selection: selectionFor(spec, statuses),
    limit: spec.limit,
    models: spec.models,
    statuses,
    repetitions: spec.repetitions || spec.disclosures.length || RUN_DEFAULTS.repetitions,
    judgeModel: spec.judgeModel,
    ...libraryFor(spec, statuses),
    maxQuestions: spec.maxQuestions ?? RUN_DEFAULTS.maxQuestions,
    completenessThreshold: spec.completenessThreshold ?? RUN_DEFAULTS.completenessThreshold,
    abstention: abstentionFromWire('spec.abstention', spec.abstention, RUN_DEFAULTS.abstention),
    pathUse: pathUseFromWire('spec.path_use', spec.pathUse, RUN_DEFAULTS.pathUse),
    maxOutputTokens: spec.maxOutputTokens ?? RUN_DEFAULTS.maxOutputTokens,
    judgeMaxOutputTokens: spec.judgeMaxOutputTokens ?? RUN_DEFAULTS.judgeMaxOutputTokens,
    ...judgingFromWire('spec.', spec),
    ...untilFromWire(spec),
    ...disclosuresFromWire(spec, statuses),
    seed: spec.seed,
    concurrency: spec.concurrency || (spec.batch ? RUN_DEFAULTS.batchConcurrency : RUN_DEFAULTS.concurrency),
  };
}

export function settingsToWire(settings: RunSettings, { maxCalls, maxCostUsd }: JobLimits): RunSpec {
  return {
    filter: selectionToWire(settings.selection),
    limit: settings.limit,
    models: [...settings.models],
    statuses: settings.statuses.map(statusToWire),
    repetitions: settings.repetitions,
    judgeModel: settings.judgeModel,
    library: settings.library === undefined ? '' : `libraries/${settings.library}`,
    maxQuestions: settings.maxQuestions,
    completenessThreshold: settings.completenessThreshold,
    abstention: abstentionToWire(settings.abstention ?? RUN_DEFAULTS.abstention),
    pathUse: pathUseToWire(settings.pathUse ?? FIRST_PATH_USE),
    maxOutputTokens: settings.maxOutputTokens ?? RUN_DEFAULTS.maxOutputTokens,
    judgeMaxOutputTokens: settings.judgeMaxOutputTokens ?? RUN_DEFAULTS.judgeMaxOutputTokens,
    seed: settings.seed,
    concurrency: settings.concurrency,
    until: untilToWire(settings.until),
    judgeProtocol: protocolToWire(settings.judgeProtocol),
    judgePanel: panelToWire(settings.judgePanel),
    batch: settings.batch === true,
    disclosures: disclosuresToWire(settings.disclosures),
    answersOf: settings.answersOf === undefined ? '' : `runs/${settings.answersOf}`,
    maxCostUsd,
    maxCalls,
  };
}

function refuseDoubles(field: string, values: readonly string[]): void {
  for (const [index, value] of values.entries()) {
    const first = values.indexOf(value);
    if (first < index)
      throw invalidArgument(`${field}[${index}]`, `is ${value}, which [${first}] is already`);
  }
}

function untilFromWire({ until, repetitions }: RunSpec): Pick<RunSettings, 'until'> {
  const rule = until?.rule;
  if (rule === undefined) {
    if (until === undefined) return {};
    throw invalidArgument('spec.until', 'has no rule; interval or difference is needed');
  }
  if (repetitions > 1) {
    throw invalidArgument(
      'spec.until',
      `needs repetitions of 1, which are ${repetitions}: people are taken one by one`,
    );
  }
  return {
    until:
      rule.$case === 'interval'
        ? { kind: 'interval', halfWidth: rule.value }
        : { kind: 'difference', margin: rule.value },
  };
}

function untilToWire(until: RunSettings['until']): RunSpec['until'] {
  if (until === undefined) return undefined;
  return {
    rule:
      until.kind === 'interval'
        ? { $case: 'interval', value: until.halfWidth }
        : { $case: 'difference', value: until.margin },
  };
}

function checkGiven(spec: RunSpec, statuses: readonly Status[]): void {
  if (statuses.length > 1) {
    throw invalidArgument('spec.statuses', 'has another status beside STATUS_GIVEN, which stands alone');
  }
  if ((spec.filter?.dataSet ?? '') === '') {
    throw invalidArgument(
      'spec.filter.data_set',
      'is empty; STATUS_GIVEN needs the data set whose answers are judged',
    );
  }
  if (spec.repetitions > 1) {
    throw invalidArgument(
      'spec.repetitions',
      `is ${spec.repetitions}; STATUS_GIVEN judges every answer once`,
    );
  }
}

function libraryFor(spec: RunSpec, statuses: readonly Status[]): Pick<RunSettings, 'library'> {
  if (!statuses.includes('planner')) return {};
  if (spec.library === '') {
    throw invalidArgument('spec.library', 'is empty; STATUS_PLANNER needs a library of planned paths');
  }
  return { library: idsIn(spec.library)[0] };
}

/** With planned paths only people are evaluated whose profiles nothing was planned from. */
function selectionFor(spec: RunSpec, statuses: readonly Status[]): ScenarioSelection {
  const selection = selectionFromWire('spec.filter', spec.filter);
  if (!statuses.includes('planner')) return selection;
  if (selection.split === 'library') {
    throw invalidArgument(
      'spec.filter.split',
      'is SPLIT_LIBRARY; STATUS_PLANNER is evaluated on SPLIT_EVALUATION only, paths are planned from the other side',
    );
  }
  return { ...selection, split: 'evaluation' };
}
