import {
  Status,
  type Domain,
  type LibraryBuildSpec,
  type RunSpec,
  type Until,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import {
  abstentionToWire,
  DOMAINS,
  domainToWire,
  isDomain,
  isStatus,
  pathUseToWire,
  STATUSES,
  statusToWire,
  type AbstentionForm,
  type PathUse,
} from '@rookery/shared-scenario';
import type { Condition } from './conditions.ts';
import { judgingOf, type JudgingFlags } from './judging.ts';
import { resourceName } from './commands/resource-name.ts';

/** `rookery run`'s flags as commander gives them. */
export interface RunFlags extends JudgingFlags {
  readonly models: string[];
  readonly statuses: string[];
  /** Whether status static is run beside planner where it is not named. */
  readonly static: boolean;
  readonly dataSet: string;
  readonly domains: string[];
  readonly limit: number;
  readonly repeat: number;
  readonly judge: string;
  readonly library: string;
  readonly maxQuestions: number;
  readonly completeness?: number;
  readonly abstention: AbstentionForm;
  readonly pathUse: PathUse;
  readonly seed: number;
  readonly concurrency?: number;
  readonly maxCost?: number;
  readonly maxCalls?: number;
  readonly dryRun: boolean;
  readonly watch: boolean;
  readonly failOn: readonly Condition[];
  readonly resume?: string;
  readonly maxOutputTokens?: number;
  readonly judgeMaxOutputTokens?: number;
  /** When enough is known. */
  readonly until?: Until;
}

/** `rookery build-library`'s flags. */
export interface LibraryFlags {
  readonly library: string;
  readonly dataSet: string;
  readonly limit: number;
  readonly planner: string;
  readonly parameters: string;
  readonly model: string;
  readonly judge: string;
  readonly depth?: number;
  readonly budget?: number;
  readonly seed: number;
  readonly distinctSubsets: boolean;
  /** Score points by attribute. */
  readonly cost?: Readonly<Record<string, number>>;
  readonly maxCalls?: number;
  /** US dollars. */
  readonly maxCost?: number;
}

/** Beside planned paths stands what one order for everybody gains, before them; unless it is not wanted. */
function withBaseline(statuses: readonly Status[], wanted: boolean): Status[] {
  const planned = statuses.indexOf(Status.PLANNER);
  if (!wanted || planned === -1 || statuses.includes(Status.STATIC)) return [...statuses];
  return [...statuses.slice(0, planned), Status.STATIC, ...statuses.slice(planned)];
}

export function runSpecOf(flags: RunFlags): RunSpec {
  const statuses = withBaseline(
    flags.statuses.map((name) => statusNamed('--statuses', name)),
    flags.static,
  );
  return {
    filter: {
      dataSet: nameOrNone('dataSets', flags.dataSet),
      domains: flags.domains.map((name) => domainNamed('--domains', name)),
      origins: [],
      split: 0,
    },
    limit: flags.limit,
    models: flags.models,
    statuses,
    repetitions: flags.repeat,
    judgeModel: flags.judge,
    ...judgingOf(flags),
    library: statuses.includes(Status.PLANNER) ? nameOrNone('libraries', flags.library) : '',
    maxQuestions: flags.maxQuestions,
    completenessThreshold: flags.completeness,
    abstention: abstentionToWire(flags.abstention),
    pathUse: pathUseToWire(flags.pathUse),
    seed: flags.seed,
    concurrency: flags.concurrency ?? 0,
    maxCostUsd: flags.maxCost,
    maxCalls: flags.maxCalls,
    maxOutputTokens: flags.maxOutputTokens,
    judgeMaxOutputTokens: flags.judgeMaxOutputTokens,
    answersOf: '',
    disclosures: [],
    until: flags.until,
  };
}

export function librarySpecOf(flags: LibraryFlags): LibraryBuildSpec {
  return {
    library: resourceName('libraries', flags.library),
    dataSet: nameOrNone('dataSets', flags.dataSet),
    domains: [],
    limit: flags.limit,
    options: {
      planner: flags.planner,
      parametersJson: flags.parameters,
      answerModel: flags.model,
      judgeModel: flags.judge,
      priorModel: '',
      depth: flags.depth,
      budget: flags.budget,
      concurrency: undefined,
      seed: flags.seed,
      forbiddenAttributes: [],
      distinctSubsets: flags.distinctSubsets,
      attributeCosts: { ...flags.cost },
    },
    maxCalls: flags.maxCalls,
    maxCostUsd: flags.maxCost,
  };
}

function nameOrNone(collection: string, given: string): string {
  return given === '' ? '' : resourceName(collection, given);
}

/** @param flag that named it, for the message */
export function statusNamed(flag: string, name: string): Status {
  if (!isStatus(name)) throw invalidArgument(flag, `${name} is not one of ${STATUSES.join(', ')}`);
  return statusToWire(name);
}

/** @param flag that named it, for the message */
export function domainNamed(flag: string, name: string): Domain {
  if (!isDomain(name)) {
    const known = DOMAINS.map((domain) => domain.key).join(', ');
    throw invalidArgument(flag, `${name} is not one of ${known}`);
  }
  return domainToWire(name);
}
