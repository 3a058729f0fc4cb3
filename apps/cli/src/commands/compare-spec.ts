import { readFile } from 'node:fs/promises';
import {
  Arrival,
  ComparisonSpec,
  OnDeath,
  PriorQuality,
  type ComparedQueries,
  type ComparedTransfer,
  type ComparedWorld,
  type ComparedWorlds,
  type Contender,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { PRIOR_NAMES, type CompareFlags, type DeathName } from './compare-options.ts';

/** Checkpoints of streams: what a library brings, it brings early. */
const TRANSFER_CHECKPOINTS = [0, 10, 30, 80];
const DEFAULT_WORLD = 'pairwise';
/** The rankings and depths of all worlds. */
const EVERYWHERE = { priors: [], depths: [] };

/** What the flags ask for. @throws RookeryError INVALID_ARGUMENT naming the flag, NOT_FOUND for a file that is not there */
export async function compareSpecOf(flags: CompareFlags): Promise<ComparisonSpec> {
  if (flags.spec !== undefined) return changedBy(flags, await readSpec(flags.spec));
  const live = flags.dataSet !== undefined;
  // Asked for transfer alone, there is no need of anything else.
  const worlds = !live && (flags.worlds !== undefined || flags.transfer === undefined);
  return {
    contenders: contendersOf(flags),
    baseline: flags.baseline,
    target: '',
    rankingPrice: undefined,
    onDeath: onDeath(flags.onDeath),
    checkpoints: flags.budgets,
    batch: flags.batch,
    firstProblem: flags.seed,
    repetitions: flags.repetitions,
    worlds: worlds ? await worldsOf(flags) : undefined,
    live: live ? queriesOf(flags) : undefined,
    transfer: flags.transfer === undefined ? undefined : transferOf(flags, flags.transfer),
  };
}

/** A specification with the planners of `--with`, and what the flags say of the baseline and of planners that die. */
function changedBy(flags: CompareFlags, spec: ComparisonSpec): ComparisonSpec {
  const further = contendersFor(flags.with, '--with', flags.parameters);
  return {
    ...spec,
    contenders: [...spec.contenders, ...further],
    baseline: flags.baseline === '' ? spec.baseline : flags.baseline,
    onDeath: flags.onDeath === undefined ? spec.onDeath : onDeath(flags.onDeath),
  };
}

function onDeath(name: DeathName | undefined): OnDeath {
  switch (name) {
    case 'end':
      return OnDeath.END;
    case 'go-on':
      return OnDeath.GO_ON;
    case undefined:
      return OnDeath.UNSPECIFIED;
  }
}

function contendersOf(flags: CompareFlags): Contender[] {
  return contendersFor([...flags.planners, ...flags.with], '--planners', flags.parameters);
}

function contendersFor(
  planners: readonly string[],
  flag: string,
  parameters: readonly string[],
): Contender[] {
  const given = new Map(parameters.map(parametersFor));
  for (const planner of given.keys()) {
    if (!planners.includes(planner)) {
      throw invalidArgument('--parameters', `${planner} is not one of ${flag} ${planners.join(',')}`);
    }
  }
  return planners.map((planner) => ({ label: '', planner, parametersJson: given.get(planner) ?? '' }));
}

function parametersFor(text: string): [planner: string, json: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw invalidArgument('--parameters', `must be like 'path-kg={"tolerance":0}', is ${text}`);
}

async function worldsOf(flags: CompareFlags): Promise<ComparedWorlds> {
  return {
    worlds: await namedWorlds(flags.worlds ?? [DEFAULT_WORLD]),
    priors: flags.priors.map(priorNamed),
    depths: flags.depths,
    problems: flags.problems,
  };
}

async function namedWorlds(names: readonly string[]): Promise<ComparedWorld[]> {
  const [first = ''] = names;
  if (!first.endsWith('.json')) {
    return names.map((family) => ({
      label: family,
      settingsJson: JSON.stringify({ family }),
      ...EVERYWHERE,
    }));
  }
  const worlds = await readJson('--worlds', first);
  return Object.entries(worlds).map(([label, settings]) => ({
    label,
    settingsJson: JSON.stringify(settings),
    ...EVERYWHERE,
  }));
}

function priorNamed(name: string): PriorQuality {
  const values = {
    good: PriorQuality.GOOD,
    poor: PriorQuality.POOR,
    misleading: PriorQuality.MISLEADING,
    constant: PriorQuality.CONSTANT,
  };
  const known = PRIOR_NAMES.find((one) => one === name);
  if (known !== undefined) return values[known];
  throw invalidArgument('--priors', `${name} is not one of ${PRIOR_NAMES.join(', ')}`);
}

function queriesOf({ model, judge, depths, replicates }: CompareFlags): ComparedQueries {
  return {
    answerModel: model,
    judgeModel: judge,
    priorModel: '',
    depth: depths[0] ?? 0,
    replicates,
  };
}

function transferOf(flags: CompareFlags, shares: readonly number[]): ComparedTransfer {
  const parameters = new Map(flags.parameters.map(parametersFor));
  return {
    cases: shares.map((share) => ({
      label: `shared ${share}`,
      worldJson: JSON.stringify({ sharedShare: share }),
      libraryWorldJson: '',
      prior: priorNamed(flags.priors[0] ?? 'good'),
      libraryPrior: PriorQuality.UNSPECIFIED,
      arrival: Arrival.MIXED,
      strayShare: 0,
      strayWorldJson: '',
    })),
    depths: flags.depths,
    streams: flags.streams,
    problems: flags.streamProblems,
    librarySearches: flags.librarySearches,
    checkpoints: TRANSFER_CHECKPOINTS,
    parametersJson: parameters.get('path-kg') ?? '',
  };
}

async function readSpec(file: string): Promise<ComparisonSpec> {
  const given = await readJson('--spec', file);
  const spec = ComparisonSpec.fromJSON(given);
  const unknown = firstUnknown(given, spec, '');
  if (unknown !== undefined)
    throw invalidArgument('--spec', `${file} has ${unknown}, which no comparison has`);
  return spec;
}

/** The first name that reading left out: misspelt, it would silently change what is compared. */
function firstUnknown(given: unknown, read: unknown, path: string): string | undefined {
  if (typeof given !== 'object' || given === null || typeof read !== 'object' || read === null)
    return undefined;
  for (const [name, value] of Object.entries(given)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (!Object.hasOwn(read, name)) return at;
    const deeper = firstUnknown(value, (read as Readonly<Record<string, unknown>>)[name], at);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

async function readJson(flag: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw invalidArgument(flag, `there is no readable file ${file}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below: the parser's message quotes the text.
  }
  throw invalidArgument(flag, `${file} does not hold a JSON object`);
}
